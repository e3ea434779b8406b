(* What the tool prints of parity orthogonality, made into Coq from its formulas.

   End statements
     says_orthogonality       E_x (-1)^<v,x> (-1)^<w,x> = [v = w]
     says_one_coordinate      the factors (1 + (-1)^(v_i + w_i))/2
     says_printed_is_false    the printed factors are wrong *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import Parity.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma inner_int d (v x : {ffun 'I_d -> bool}) :
  \sum_(i : 'I_d) (v i : nat)%:Z * (x i : nat)%:Z = (inner x v)%:Z.
Proof.
rewrite /inner (big_morph Posz PoszD (erefl _)); apply: eq_bigr => i _.
by rewrite -PoszM mulnC.
Qed.

(* Distinct parities are orthogonal. *)
Theorem says_orthogonality :
  forall (R : realFieldType) (d : nat),
  ((0 < (d : nat))%N) ->
  forall v : {ffun 'I_d -> bool}, forall w : {ffun 'I_d -> bool}, (((((2 ^ d))%N%:R : R)^-1 *
    (\sum_(x : {ffun 'I_d -> bool}) ((((-1) ^ (\sum_(i : 'I_d) (((v i : nat))%N%:Z * ((x i :
    nat))%N%:Z)) : R) * ((-1) ^ (\sum_(i : 'I_d) (((w i : nat))%N%:Z * ((x i : nat))%N%:Z)) :
    R))))) = ((v == w)%:R : R) :> R).
Proof.
move=> R d _ v w; rewrite -(parity_orthogonality R v w) /Ex natrX; congr (_ * _).
by apply: eq_bigr => x _; rewrite !inner_int.
Qed.

Lemma factor_of_bits (R : realFieldType) (v w : bool) :
  2%:R^-1 * (\sum_(b : bool) (-1) ^ (((v : nat)%:Z + (w : nat)%:Z) * (b : nat)%:Z))
  = 1 / 2%:R * (-1) ^ ((v : nat)%:Z + (w : nat)%:Z) + 1 / 2%:R :> R.
Proof. by rewrite big_bool /= mulr1 mulr0 expr0z mulrDr mulr1 div1r. Qed.

(* One coordinate at a time. *)
Theorem says_one_coordinate :
  forall (R : realFieldType) (d : nat),
  ((0 < (d : nat))%N) ->
  forall v : {ffun 'I_d -> bool}, forall w : {ffun 'I_d -> bool}, ((\prod_(i : 'I_d) ((((2)%N%:R :
    R)^-1 * (\sum_(b : bool) (((-1) ^ ((((v i : nat))%N%:Z + ((w i : nat))%N%:Z) * ((b :
    nat))%N%:Z) : R)))))) = (\prod_(i : 'I_d) ((((1 / 2%:R) * ((-1) ^ (((v i : nat))%N%:Z + ((w i
    : nat))%N%:Z) : R)) + (1 / 2%:R)))) :> R).
Proof. by move=> R d _ v w; apply: eq_bigr => i _; exact: factor_of_bits. Qed.

(* The printed factors are wrong, at every d: at v = (1, ..., 1) and w = 0. *)
Theorem says_printed_is_false :
  forall (R : realFieldType) (d : nat),
  ((0 < (d : nat))%N) ->
  ~ (forall v : {ffun 'I_d -> bool}, forall w : {ffun 'I_d -> bool}, ((\prod_(i : 'I_d)
    ((((2)%N%:R : R)^-1 * (\sum_(b : bool) (((-1) ^ ((((v i : nat))%N%:Z + ((w i : nat))%N%:Z) *
    ((b : nat))%N%:Z) : R)))))) = (\prod_(i : 'I_d) ((((1 / 2%:R) * ((-1) ^ ((((v i : nat))%N%:Z *
    (- 1%:Z)) + (((w i : nat))%N%:Z * (- 1%:Z))) : R)) + ((1 / 2%:R) * ((-1) ^ (((v i : nat))%N%:Z
    + ((w i : nat))%N%:Z) : R))))) :> R)).
Proof.
move=> R d d0 /(_ [ffun=> true] [ffun=> false]) /eqP; apply/negP.
rewrite (bigD1 (Ordinal d0)) //= big_bool !ffunE /= -!PoszD -!PoszM -!exprnP addn0 muln1 muln0.
rewrite expr0 expr1 addNr mulr0 mul0r eq_sym; apply/prodf_neq0 => i _; rewrite !ffunE /=.
rewrite mul0r !addr0 mul1r mulrN1 exprN1 expr1z invrN1 !mulrN1 -opprD oppr_eq0.
by rewrite -mulr2n -mulr_natr mulVf ?oner_eq0 // pnatr_eq0.
Qed.
