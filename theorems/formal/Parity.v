(* Distinct parities are orthogonal under the uniform distribution on {0,1}^d.

   End statements
     parity_orthogonality     E_x parity(v, x) parity(v', x) = [v = v'], for every d
     expectation_factored     the same expectation as a product of factors (1 + (-1)^(v_i + v'_i))/2
     printed_factor_neq0      the factor that the slides and the paper print is never 0
     printed_equation_false   so their displayed equation fails for every v <> v' *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Parity.
Variable R : numFieldType.
Variable d : nat.
Notation cube := ({ffun 'I_d -> bool}).
Implicit Types v x : cube.

(* <x, v> as a natural number, and the parity character (-1)^<x,v>. *)
Definition inner x v : nat := (\sum_(i < d) x i * v i)%N.
Definition parity v x : R := (-1) ^+ inner x v.

(* E_x over the uniform distribution on {0,1}^d. *)
Definition Ex (f : cube -> R) : R := (2%:R ^+ d)^-1 * \sum_x f x.

Lemma card_cube : #|{: cube}| = (2 ^ d)%N.
Proof. by rewrite card_ffun card_bool card_ord. Qed.

Lemma Ex1 : Ex (fun=> 1) = 1.
Proof.
rewrite /Ex sumr_const card_cube -natrX mulVf //.
by rewrite pnatr_eq0 -lt0n expn_gt0.
Qed.

Lemma sum_parity_prod v v' :
  \sum_x parity v x * parity v' x = \prod_(i < d) (1 + (-1) ^+ (v i + v' i)%N).
Proof.
transitivity (\prod_(i < d) \sum_(b : bool) (-1 : R) ^+ (b * (v i + v' i))%N).
  rewrite bigA_distr_bigA /=; apply: eq_bigr => x _.
  rewrite /parity /inner -exprD -big_split /= -expr_sum.
  by congr (_ ^+ _); apply: eq_bigr => i _; rewrite mulnDr.
by apply: eq_bigr => i _; rewrite big_bool /= mul1n mul0n expr0 addrC.
Qed.

(* The corrected per-coordinate factor. *)
Lemma expectation_factored v v' :
  Ex (fun x => parity v x * parity v' x)
  = \prod_(i < d) ((1 + (-1) ^+ (v i + v' i)%N) / 2%:R).
Proof.
rewrite /Ex sum_parity_prod big_split /= prodr_const card_ord exprVn.
by rewrite mulrC.
Qed.

Lemma factorE (b b' : bool) :
  (1 + (-1) ^+ (b + b')%N) / 2%:R = (b == b')%:R :> R.
Proof.
have h2 : (2%:R : R) != 0 by rewrite pnatr_eq0.
by case: b; case: b'; rewrite /= ?expr0 ?expr1 ?sqrrN ?expr1n ?subrr ?mul0r
  -?mulr2n ?divff.
Qed.

(* Distinct parities are orthogonal, and each has norm 1. *)
Theorem parity_orthogonality v v' :
  Ex (fun x => parity v x * parity v' x) = (v == v')%:R.
Proof.
rewrite expectation_factored (eq_bigr (fun i => (v i == v' i)%:R : R)); last first.
  by move=> i _; exact: factorE.
case: eqP => [->|/eqP ne]; first by rewrite big1 // => i _; rewrite eqxx.
have [i ni] : exists i, v i != v' i.
  by apply/existsP; apply: contraNT ne; rewrite negb_exists => /forallP h;
     apply/eqP/ffunP => i; apply/eqP; move: (h i); rewrite negbK.
by rewrite (bigD1 i) //= (negbTE ni) mul0r.
Qed.

(* Parities satisfy the hypotheses of Theorem 1. *)
Corollary parity_norm v : Ex (fun x => parity v x ^+ 2) = 1.
Proof.
rewrite (_ : Ex _ = Ex (fun x => parity v x * parity v x)) ?parity_orthogonality ?eqxx//.
Qed.
(* Distinct parities have inner product 0. *)
Corollary parity_orth v v' : v != v' -> Ex (fun x => parity v x * parity v' x) = 0.
Proof. by move=> ne; rewrite parity_orthogonality (negbTE ne). Qed.
Lemma parity_sign v x : (parity v x == 1) || (parity v x == -1).
Proof.
rewrite /parity -signr_odd; case: (odd _); rewrite ?expr1 ?expr0 ?eqxx ?orbT//.
Qed.
Lemma parity_inj : injective parity.
Proof.
move=> v v' e; apply/eqP; apply: contraT => ne.
have := parity_orth ne; rewrite e (parity_orthogonality v' v') eqxx.
by move/eqP; rewrite oner_eq0.
Qed.

(* -------- Erratum: the slides' displayed factor. -------- *)
(* ((-1)^(v+v') + (-1)^(-(v+v')))/2 with integer exponents (exprz). *)
Definition printed_factor (n : nat) : R :=
  ((-1) ^ (n%:Z) + (-1) ^ (- n%:Z)) / 2%:R.

Lemma printed_factorE n : printed_factor n = (-1) ^+ n.
Proof.
rewrite /printed_factor -invr_expz -exprnP -exprVn invrN1 -mulr2n -[_ *+ 2]mulr_natr.
by rewrite mulfK // pnatr_eq0.
Qed.

(* The printed factor is never 0. *)
Theorem printed_factor_neq0 n : printed_factor n != 0.
Proof. by rewrite printed_factorE signr_eq0. Qed.

(* Hence the displayed product never vanishes ... *)
Theorem printed_product_neq0 v v' :
  \prod_(i < d) printed_factor (v i + v' i)%N != 0.
Proof. by apply/prodf_neq0 => i _; exact: printed_factor_neq0. Qed.

(* ... so the displayed equality fails for every pair v <> v'. *)
Theorem printed_equation_false v v' : v != v' ->
  Ex (fun x => parity v x * parity v' x) <> \prod_(i < d) printed_factor (v i + v' i)%N.
Proof.
move=> ne; rewrite parity_orth // => /esym/eqP.
by apply/negP; exact: printed_product_neq0.
Qed.
End Parity.
