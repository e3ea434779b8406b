(* What the tool prints of Telgarsky's sawtooth, made into Coq from its formulas.

   End statements
     says_values              the sawtooth is 0, 1, 0, 1, ... at the multiples of 1/2^k
     says_sixth               with (2m)^l 8 <= 2^k, l layers of m units are wrong at 2^k/6 points
     says_seven_sixteenths    and even at 7/16 of them *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import Sawtooth.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma mod2_nat (R : realFieldType) i : ((i%:Z %% 2)%Z%:~R : R) = (odd i)%:R.
Proof. by rewrite modz_nat modn2. Qed.

(* The sawtooth alternates at the multiples of 1/2^k. *)
Theorem says_values :
  forall (R : realFieldType) (k : nat),
  forall i : nat, (1 <= i < 1 + ((2 ^ k) + 1))%N -> ((iter (k)%N (fun place_1_ : R => (Num.max 0
    (((- 4%:R) * (Num.max 0 ((- 1 / 2%:R) + place_1_))) + (2%:R * (Num.max 0 place_1_)))))
    ((((i)%N%:R : R) + (- 1)) * (2%:R ^+ (k)%N)^-1)) = ((((i)%N%:Z + (- 1%:Z)) %% 2)%Z%:~R : R) :>
    R).
Proof.
move=> R k [//|i] hi; have le : (i <= 2 ^ k)%N by move: hi; rewrite /= add1n addn1 !ltnS.
have -> : i.+1%:R + -1 = i%:R :> R by rewrite mulrSr addrK.
have -> : i.+1%:Z + - 1%:Z = i%:Z by rewrite -addn1 PoszD addrK.
rewrite mod2_nat -(mirror_iter R le); apply: eq_iter => u.
rewrite /mirror /relu addrC mulNr; congr (Num.max 0 (_ - _ * Num.max 0 _)).
by rewrite addrC mulN1r.
Qed.

Section Errors.
Variables (R : realFieldType) (k : nat) (f : R -> R).
Let V (a : nat) := f (a%:R / 2%:R ^+ k).

Lemma errors_sum : \sum_(0 <= i < 0 + 2 ^ k)
    (((((Num.max 0 (V i * -1 + 1 / 2%:R) == 0)%:R : R) == ((i%:Z %% 2)%Z%:~R : R))%:R : R) * -1 + 1)
  = (errors k f)%:R.
Proof.
rewrite add0n /errors natr_sum; apply: eq_bigr => i _; rewrite mod2_nat eqr_nat mulrN1.
have -> : (Num.max 0 (V i * -1 + 1 / 2%:R) == 0) = answer f (grid R k i).
  by rewrite /answer /V /grid div1r mulrN1 addrC eq_maxl subr_le0.
by rewrite /=; case: (answer _ _); case: (odd i); rewrite /= ?addNr ?oppr0 ?add0r.
Qed.
End Errors.

(* With (2m)^l 8 <= 2^k a network of l layers of at most m units is wrong at 2^k/6 points. *)
Theorem says_sixth :
  forall (R : realFieldType) (k l0 m : nat) (width : nat -> 'I_m.+1) (A : forall a, 'M[R]_(width
    a, width a.+1)) (b : forall a, 'rV[R]_(width a.+1)) (j : 'I_(width l0.+1)),
  ((0 < (l0.+1 : nat))%N) ->
  ((0 < (m : nat))%N) ->
  (((((2%:R * ((m)%N%:R : R)) ^+ (l0.+1)%N) * 8%:R) : R) <= (2%:R ^+ (k)%N)) -> (((2%:R ^+ (k)%N)
    : R) <= (6%:R * (\sum_(0 <= i < 0 + (2 ^ k)) ((((((((Num.max 0 ((((fun a : nat =>
    Sawtooth.node A b j (a%:R / 2%:R ^+ k)) i) * (- 1)) + (1 / 2%:R))) == 0)%:R : R) == (((i)%N%:Z
    %% 2)%Z%:~R : R))%:R : R) * (- 1)) + 1))))).
Proof.
move=> R k l m width A b j _ _ le; have e := errors_sum k (node A b j); cbv beta in e |- *.
rewrite e {e}; move: le; rewrite -!natrX -!natrM -natrX -!natrM !ler_nat => le.
have hm i : (0 < i <= l.+1)%N -> (width i <= m)%N by move=> _; rewrite -ltnS.
have lt := shallow_errors A b j hm le; apply: leq_trans (ltnW lt) _.
by rewrite leq_mul2r orbT.
Qed.

(* And even at 7/16 of them. *)
Theorem says_seven_sixteenths :
  forall (R : realFieldType) (k l0 m : nat) (width : nat -> 'I_m.+1) (A : forall a, 'M[R]_(width
    a, width a.+1)) (b : forall a, 'rV[R]_(width a.+1)) (j : 'I_(width l0.+1)),
  ((0 < (l0.+1 : nat))%N) ->
  ((0 < (m : nat))%N) ->
  (((((2%:R * ((m)%N%:R : R)) ^+ (l0.+1)%N) * 8%:R) : R) <= (2%:R ^+ (k)%N)) -> ((((2%:R ^+ (k)%N)
    * 7%:R) : R) <= (16%:R * (\sum_(0 <= i < 0 + (2 ^ k)) ((((((((Num.max 0 ((((fun a : nat =>
    Sawtooth.node A b j (a%:R / 2%:R ^+ k)) i) * (- 1)) + (1 / 2%:R))) == 0)%:R : R) == (((i)%N%:Z
    %% 2)%Z%:~R : R))%:R : R) * (- 1)) + 1))))).
Proof.
move=> R k l m width A b j _ _ le; have e := errors_sum k (node A b j); cbv beta in e |- *.
rewrite e {e}; move: le; rewrite -!natrX -!natrM -natrX -!natrM !ler_nat => le.
rewrite mulnC.
have hm i : (0 < i <= l.+1)%N -> (width i <= m)%N by move=> _; rewrite -ltnS.
exact: (shallow_errors_sharp A b j hm le).
Qed.
