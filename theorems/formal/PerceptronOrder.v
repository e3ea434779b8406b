(* Parity and its complement are the only functions of n bits of order n (Minsky and Papert 1969).
   A polynomial has a coefficient a S for every set S of variables; it has degree less than n
   when the coefficient of all n variables together is 0.

   End statements
     parity_order             no polynomial of degree less than n has the signs of parity
     complement_order         nor those of its complement
     other_orders             every other function of n bits has one *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Order.
Variable R : realFieldType.
Variable n : nat.
Notation cube := ({ffun 'I_n -> bool}).
Implicit Types (x y : cube) (S : {set 'I_n}) (F : cube -> R).

(* The monomial of the variables in S, and the polynomial with these coefficients. *)
Definition monomial S x : R := \prod_(i in S) (x i)%:R.
Definition polynomial (a : {set 'I_n} -> R) x : R := \sum_S a S * monomial S x.

(* The signs of parity: (-1)^|x|. *)
Definition sign x : R := \prod_i (-1) ^+ x i.

(* The signs cancel against every monomial but the full one. *)
Lemma sign_monomial S : S != setT -> \sum_x sign x * monomial S x = 0.
Proof.
move=> ne; transitivity (\prod_(i < n) \sum_(b : bool)
    ((-1 : R) ^+ b * (if i \in S then b%:R else 1))).
  rewrite bigA_distr_bigA /=; apply: eq_bigr => x _.
  by rewrite /sign /monomial big_split /=; congr (_ * _); rewrite big_mkcond.
have [i ni] : exists i, i \notin S.
  apply/existsP; apply: contraNT ne; rewrite negb_exists => /forallP h.
  by apply/eqP/setP => i; rewrite in_setT; apply/negPn/h.
by rewrite (bigD1 i) //= big_bool (negbTE ni) /= expr1 expr0 !mulr1 addNr mul0r.
Qed.

(* So they cancel against every polynomial of degree less than n. *)
Lemma sign_polynomial a : a setT = 0 -> \sum_x sign x * polynomial a x = 0.
Proof.
move=> a0; transitivity (\sum_S a S * \sum_x sign x * monomial S x).
  under eq_bigr do rewrite mulr_sumr; rewrite exchange_big; apply: eq_bigr => S _.
  by rewrite mulr_sumr; apply: eq_bigr => x _; rewrite mulrCA.
apply: big1 => S _; have [->|ne] := eqVneq S setT; first by rewrite a0 mul0r.
by rewrite sign_monomial // mulr0.
Qed.

Lemma sum_gt0 (F : cube -> R) : (forall x, 0 < F x) -> 0 < \sum_x F x.
Proof.
move=> pos; rewrite (bigD1 [ffun=> false]) //=; apply: ltr_spaddl => //.
by apply: sumr_ge0 => x _; exact: ltW.
Qed.

(* No polynomial of degree less than n has the signs of parity ... *)
Theorem parity_order a : a setT = 0 -> ~ (forall x, 0 < sign x * polynomial a x).
Proof. by move=> a0 /sum_gt0; rewrite sign_polynomial // ltxx. Qed.

(* ... nor those of its complement. *)
Theorem complement_order a : a setT = 0 -> ~ (forall x, 0 < - sign x * polynomial a x).
Proof.
move=> a0 /sum_gt0; rewrite (eq_bigr (fun x => - (sign x * polynomial a x))); last first.
  by move=> x _; rewrite mulNr.
by rewrite sumrN sign_polynomial // oppr0 ltxx.
Qed.

(* A product of sums as a sum over the sets of first summands. *)
Lemma prod_sum (A B : 'I_n -> R) :
  \prod_i (A i + B i) = \sum_(S : {set 'I_n}) \prod_i (if i \in S then A i else B i).
Proof.
transitivity (\prod_i \sum_(b : bool) (if b then A i else B i)).
  by apply: eq_bigr => i _; rewrite big_bool.
rewrite bigA_distr_bigA (reindex (fun S : {set 'I_n} => [ffun i => i \in S])) /=.
  by apply: eq_bigr => S _; apply: eq_bigr => i _; rewrite ffunE.
exists (fun f : cube => [set i | f i]) => [S|f] _; first by apply/setP => i; rewrite inE ffunE.
by apply/ffunP => i; rewrite ffunE inE.
Qed.

(* The coefficients of the polynomial that takes the values F on the cube. *)
Definition coefficient F S : R :=
  \sum_y F y * \prod_i (if i \in S then (-1) ^+ (~~ y i) else (~~ y i)%:R).

Lemma interpolation F x : polynomial (coefficient F) x = F x.
Proof.
transitivity (\sum_y F y * \prod_i (x i == y i)%:R); last first.
  rewrite (bigD1 x) //= big1 ?mulr1 => [|i _]; last by rewrite eqxx.
  rewrite big1 ?addr0 // => y ne; have [i ni] : exists i, x i != y i.
    apply/existsP; apply: contraNT ne; rewrite negb_exists => /forallP h.
    by apply/eqP/ffunP => i; apply/esym/eqP/negPn/h.
  by rewrite (bigD1 i) //= (negbTE ni) mul0r mulr0.
rewrite /polynomial; under eq_bigr do rewrite mulr_suml; rewrite exchange_big /=.
apply: eq_bigr => y _; under eq_bigr do rewrite -mulrA; rewrite -mulr_sumr; congr (_ * _).
transitivity (\prod_i ((-1) ^+ (~~ y i) * (x i)%:R + (~~ y i)%:R : R)).
  rewrite prod_sum; apply: eq_bigr => S _; rewrite /monomial [X in _ * X]big_mkcond -big_split.
  by apply: eq_bigr => i _; case: ifP; rewrite /= ?mulr1.
apply: eq_bigr => i _; case: (x i); case: (y i);
  by rewrite /= ?expr0 ?expr1 ?mulr1 ?mulr0 ?addr0 ?add0r ?addNr.
Qed.

Lemma sign_negb y : \prod_i (-1) ^+ (~~ y i) = (-1) ^+ n * sign y :> R.
Proof.
have <- : \prod_(i < n) (-1) = (-1) ^+ n :> R by rewrite prodr_const card_ord.
rewrite /sign -big_split; apply: eq_bigr => i _.
by case: (y i); rewrite /= ?expr0 ?expr1 ?mulr1 ?mulrNN ?mulr1.
Qed.

Lemma sign_sqr x : sign x * sign x = 1.
Proof.
rewrite /sign -big_split big1 // => i _; case: (x i); rewrite /= ?expr0 ?expr1 ?mulr1 //.
by rewrite mulrNN mulr1.
Qed.

(* Every other function has a polynomial of degree less than n with its signs. *)
Theorem other_orders F : (forall x, F x * F x = 1) ->
  (exists x, F x <> sign x) -> (exists x, F x <> - sign x) ->
  exists2 a, a setT = 0 & forall x, 0 < F x * polynomial a x.
Proof.
move=> sq [y neq] [z neqN].
have pm x : F x = sign x \/ F x = - sign x.
  have /eqP : (F x - sign x) * (F x + sign x) = 0 by rewrite -subr_sqr !expr2 sq sign_sqr subrr.
  by rewrite mulf_eq0 subr_eq0 addr_eq0 => /orP[]/eqP; [left|right].
have Fy : F y * sign y = -1 by case: (pm y) => // ->; rewrite mulNr sign_sqr.
have Fz : F z * sign z = 1 by case: (pm z) => // ->; rewrite sign_sqr.
have bound x : `|F x * sign x| = 1.
  by case: (pm x) => ->; rewrite ?mulNr sign_sqr ?normrN normr1.
pose k := \sum_x F x * sign x; pose N : R := \sum_(x : cube) 1.
have kN : `|k| < N.
  rewrite /k /N (bigD1 y) //= (bigD1 z) /=; last first.
    by apply/eqP => e; move: Fz; rewrite e Fy => /eqP; rewrite eq_sym -subr_eq0 opprK
      -mulr2n pnatr_eq0.
  rewrite Fy Fz addrA addNr add0r [X in _ < X](bigD1 y) //=.
  rewrite [X in _ < _ + X](bigD1 z) /=; last first.
    by apply/eqP => e; move: Fz; rewrite e Fy => /eqP; rewrite eq_sym -subr_eq0 opprK
      -mulr2n pnatr_eq0.
  apply: le_lt_trans (ler_norm_sum _ _ _) _; rewrite (eq_bigr (fun=> 1)) ?addrA //.
  by rewrite ltr_addr addr_gt0 ?ltr01.
exists (coefficient (fun x => N * F x - k * sign x)).
  rewrite /coefficient; under eq_bigr => u _.
    rewrite (eq_bigr (fun i => (-1) ^+ (~~ u i))); last by move=> i _; rewrite in_setT.
    rewrite sign_negb mulrCA mulrBl -!mulrA sign_sqr mulr1; over.
  have Nk : \sum_(u : cube) k = N * k by rewrite /N mulr_suml; apply: eq_bigr => u _; rewrite mul1r.
  rewrite -mulr_sumr sumrB -mulr_sumr -/k Nk subrr mulr0 //.
move=> x; rewrite interpolation mulrBr mulrCA sq mulr1 mulrCA subr_gt0.
apply: le_lt_trans (ler_norm _) (le_lt_trans _ kN).
by rewrite normrM bound mulr1.
Qed.
End Order.
