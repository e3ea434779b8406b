(* Every deep network is one weight-tied layer, iterated with its input injected (Bai, Kolter,
   Koltun 2019, Theorem 3): the printed block matrices, any widths, any activations, any ring.

   End statements
     weight_tied_block        after t steps from any start, block k < t is layer k + 1's value
     weight_tied_universal    after L steps the state is all of the network's values
     weight_tied_fixpoint     and that state is the only fixed point
     shift_universal          the same for layers that are any functions between any types *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

(* ---------- (a) abstract form: arbitrary layer maps between arbitrary types ---------- *)
Section Abstract.
Variable X : nat -> Type.                     (* X k = type of z^[k] *)
Variable f : forall k, X k -> X k.+1.         (* layer k *)
Variable L : nat.
Variable x : X 0.

Fixpoint z (k : nat) : X k := if k is k'.+1 then f (z k') else x.

(* hidden state: block k holds a value of type X k.+1 (k = 0 .. L-1) *)
Definition state := forall k : nat, X k.+1.
Definition shift (Z : state) : state :=
  fun k => match k with 0 => f x | k'.+1 => f (Z k') end.

(* After i steps from any start, block k < i is the value of layer k + 1. *)
Theorem shift_universal (Z0 : state) i k : (k < i)%N -> iter i shift Z0 k = z k.+1.
Proof.
elim: i k => // i IH [|k] //= lt_ki.
by rewrite /shift /= IH.
Qed.
End Abstract.

(* ---------- (b) the matrices of the paper ---------- *)
Section Matrices.
Variable R : ringType.
Variable L : nat.
Variable n : nat -> nat.                           (* widths: z^[k] has size n k *)
Variable W : forall k, 'M[R]_(n k.+1, n k).        (* W^[k] *)
Variable b : forall k, 'cV[R]_(n k.+1).            (* b^[k] *)
Variable sg : forall k, 'cV[R]_(n k.+1) -> 'cV[R]_(n k.+1).   (* sigma^[k] *)
Variable x : 'cV[R]_(n 0).

(* the L-layer network (17) *)
Fixpoint net (k : nat) : 'cV[R]_(n k) :=
  if k is k'.+1 then sg (W k' *m net k' + b k') else x.

(* hidden size of the weight-tied network = sum of the hidden sizes *)
Notation N := (\sum_(k < L) n k.+1)%N.

(* block (i,j) of W_z is W^[i] when i = j+1 and 0 otherwise *)
Definition Wz : 'M[R]_(N, N) :=
  \mxblock_(i < L, j < L)
     (if i == j.+1 :> nat then conform_mx (0 : 'M_(n i.+1, n j.+1)) (W i) else 0).
Definition Wx : 'M[R]_(N, n 0) :=
  \mxcol_(i < L)
     (if i == 0%N :> nat then conform_mx (0 : 'M_(n i.+1, n 0)) (W i) else 0).
Definition bt : 'cV[R]_N := \mxcol_(i < L) b i.
Definition sigma (u : 'cV[R]_N) : 'cV[R]_N := \mxcol_(i < L) sg (submxcol u i).

(* one step of (18)/(20): all of sigma, Wz, Wx, bt are independent of the step *)
Definition step (u : 'cV[R]_N) : 'cV[R]_N := sigma (Wz *m u + Wx *m x + bt).

Lemma step_block u (i : 'I_L) :
  submxcol (step u) i =
  sg ((\sum_(j < L) (if i == j.+1 :> nat
        then conform_mx (0 : 'M_(n i.+1, n j.+1)) (W i) else 0) *m submxcol u j)
      + (if i == 0%N :> nat then conform_mx (0 : 'M_(n i.+1, n 0)) (W i) else 0) *m x
      + b i).
Proof.
rewrite /step /sigma mxcolK !submxcolD; congr (sg (_ + _ + _)).
- by rewrite -{1}[u]submxcolK /Wz mul_mxblock_mxrow mxcolK.
- by rewrite /Wx mxcol_mul mxcolK.
- by rewrite /bt mxcolK.
Qed.

(* After t steps from any start, block k < t is the value of layer k + 1. *)
Theorem weight_tied_block (u0 : 'cV[R]_N) t (k : 'I_L) :
  (k < t)%N -> submxcol (iter t step u0) k = net k.+1.
Proof.
elim: t k => // t IH [k ltkL] /= lekt; rewrite step_block /=.
case: k ltkL lekt => [|k] ltkL lekt /=.
  rewrite conform_mx_id big1 ?add0r // => j _.
  by rewrite mul0mx.
have ltk : (k < L)%N by exact: ltnW.
rewrite mul0mx addr0 (bigD1 (Ordinal ltk)) //= eqxx conform_mx_id.
rewrite (IH (Ordinal ltk)) //= big1 ?addr0 // => j ne.
case: eqP => [[e]|_]; last by rewrite mul0mx.
by case/eqP: ne; apply: val_inj.
Qed.

(* (21): after L applications, from ANY initial state *)
Theorem weight_tied_universal (u0 : 'cV[R]_N) :
  iter L step u0 = \mxcol_(k < L) net k.+1.
Proof.
apply/mxcolP => k; rewrite mxcolK; exact: weight_tied_block.
Qed.

(* and it stays there: the concatenated features are the unique fixed point *)
Theorem weight_tied_fixpoint (u : 'cV[R]_N) :
  step u = u <-> u = \mxcol_(k < L) net k.+1.
Proof.
split=> [e|->]; last first.
  by rewrite -{1}(weight_tied_universal 0) -iterS iterSr weight_tied_universal.
rewrite -(weight_tied_universal u).
by have: forall t, iter t step u = u by elim=> //= t ->.
Qed.
End Matrices.
