(* What the tool prints of weight-tied networks and of equilibrium layers, made into Coq from its
   formulas: values of any type, layers and nodes numbered from 1, block 0 the input.

   End statements
     says_blocks              after k steps from any start the blocks 0, ..., k are right
     says_unique              a fixed point is the network's values
     says_deq                 D steps give all values of an acyclic graph *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* After k steps from any start the blocks 0, ..., k hold the network's values. *)
Theorem says_blocks :
  forall (R : realFieldType) (A : Type) (K L S : nat) (Z : nat -> nat -> nat -> A) (y : nat -> A)
    (g : nat -> A -> A),
  ((0 < (K : nat))%N) ->
  ((0 < (L : nat))%N) ->
  ((0 < (S : nat))%N) ->
  (forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (0 <= k < 0 + (1 + K))%N -> ((Z s k
    (0)%N) = (y (0)%N))) ->
  (forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (1 <= k < 1 + K)%N -> forall i : nat, (1
    <= i < 1 + L)%N -> ((Z s k i) = (g i (Z s ((k - 1))%N ((i - 1))%N)))) ->
  (forall i : nat, (1 <= i < 1 + L)%N -> ((y i) = (g i (y ((i - 1))%N)))) ->
  forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (0 <= k < 0 + (1 + K))%N -> forall i :
    nat, (0 <= i < 0 + (1 + L))%N -> ((((i)%N%:R : R) : R) <= ((k)%N%:R : R)) -> ((Z s k i) = (y
    i)).
Proof.
move=> R A K L S Z y g _ _ _ input step net s hs k hk i hi; rewrite ler_nat.
elim: k i hk hi => [|k IH] [|i] hk hi //= le.
- exact: input.
- exact: input.
rewrite step // net // !subn1 /=; congr (g _ _); apply: IH => //.
- by move: hk; rewrite /= !add0n !add1n; apply: ltnW.
by move: hi; rewrite /= !add0n !add1n; apply: ltnW.
Qed.

(* A fixed point holds the network's values. *)
Theorem says_unique :
  forall (R : realFieldType) (A : Type) (L : nat) (Y z : nat -> A) (g : nat -> A -> A),
  ((0 < (L : nat))%N) ->
  (((Y (0)%N) = (z (0)%N))) ->
  (forall i : nat, (1 <= i < 1 + L)%N -> ((Y i) = (g i (Y ((i - 1))%N)))) ->
  (forall i : nat, (1 <= i < 1 + L)%N -> ((z i) = (g i (z ((i - 1))%N)))) ->
  forall i : nat, (0 <= i < 0 + (1 + L))%N -> ((Y i) = (z i)).
Proof.
move=> R A L Y z g _ input fixed net; elim=> [|i IH] hi; first exact: input.
rewrite fixed // net // !subn1 /=; congr (g _ _); apply: IH.
by move: hi; rewrite /= !add0n !add1n; apply: ltnW.
Qed.

(* D steps from any start give the values of an acyclic graph whose paths have at most D nodes. *)
Theorem says_deq :
  forall (R : realFieldType) (A : eqType) (D S T n : nat) (E : nat -> nat -> R) (G Z : nat -> nat
    -> nat -> A) (d : nat -> nat) (pred : nat -> nat -> nat -> nat) (z : nat -> A),
  ((0 < (D : nat))%N) ->
  ((0 < (S : nat))%N) ->
  ((0 < (T : nat))%N) ->
  ((0 < (n : nat))%N) ->
  (forall a0_ : nat, (1 <= a0_ < 1 + S)%N -> forall a1_ : nat, (0 <= a1_ < 0 + (1 + T))%N ->
    forall a2_ : nat, (1 <= a2_ < 1 + n)%N -> (1 <= (pred a0_ a1_ a2_) < 1 + n)%N) ->
  (forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (1 <= k < 1 + T)%N -> forall v : nat, (1
    <= v < 1 + n)%N -> ((Z s k v) = (G s ((k - 1))%N v))) ->
  (forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (0 <= k < 0 + (1 + T))%N -> forall v :
    nat, (1 <= v < 1 + n)%N -> (((((((G s k v) == (z v))%:R : R) * (- 1)) + 1) * (E ((pred s k
    v))%N v)) = (((((G s k v) == (z v))%:R : R) * (- 1)) + 1) :> R)) ->
  (forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (0 <= k < 0 + (1 + T))%N -> forall v :
    nat, (1 <= v < 1 + n)%N -> (((((Z s k ((pred s k v))%N) == (z ((pred s k v))%N))%:R : R) : R)
    <= (((G s k v) == (z v))%:R : R))) ->
  (forall u : nat, (1 <= u < 1 + n)%N -> forall v : nat, (1 <= v < 1 + n)%N -> (((((((d u))%N%:R :
    R) + 1) * (E u v)) : R) <= ((E u v) * (((d v))%N%:R : R)))) ->
  (forall v : nat, (1 <= v < 1 + n)%N -> ((((((d v))%N%:R : R) + 1) : R) <= ((D)%N%:R : R))) ->
  forall s : nat, (1 <= s < 1 + S)%N -> forall k : nat, (0 <= k < 0 + (1 + T))%N -> forall v :
    nat, (1 <= v < 1 + n)%N -> ((((D)%N%:R : R) : R) <= ((k)%N%:R : R)) -> ((Z s k v) = (z v)).
Proof.
move=> R A D S T n E G Z d pr z _ _ _ _ into step wrong before acyclic longest s hs k hk v hv.
rewrite ler_nat => Dk; have dk : (d v < k)%N.
  by have := longest v hv; rewrite -mulrSr ler_nat => dD; apply: leq_trans Dk.
elim: k v hk hv dk {Dk} => [//|k IH] v hk hv dk.
have hk' : (0 <= k < 0 + (1 + T))%N by move: hk => /= /ltnW.
rewrite step //= subn1 /=; apply/eqP; apply: contraT => ne.
have hw := into s hs k hk' v hv.
have e1 : E (pr s k v) v = 1.
  by have := wrong s hs k hk' v hv; rewrite (negbTE ne) mul0r add0r mul1r.
have := before s hs k hk' v hv; rewrite (negbTE ne).
case: eqP => [_|bad _]; first by rewrite ler10.
case: bad; apply: IH => //.
have := acyclic (pr s k v) hw v hv; rewrite e1 mulr1 mul1r -mulrSr ler_nat => lt.
by apply: leq_trans lt _.
Qed.
