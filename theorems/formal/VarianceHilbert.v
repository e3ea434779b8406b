(* Theorem 1's core for any probability space: functions are vectors of a space with a symmetric
   positive semidefinite form <u, v> (= E[u v]), and the gradients are given by their formulas.

   End statements
     bessel_hilbert           Bessel's inequality for orthogonal vectors of norm at most 1
     variance_bound_hilbert   Var <= E ||g'||^2 / |H| *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import VarianceBound.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Abstract.
Variables (R : realFieldType) (V : lmodType R) (ip : V -> V -> R).
Hypothesis ip_sym : forall u v, ip u v = ip v u.
Hypothesis ip_lin : forall c u v w, ip (c *: u + v) w = c * ip u w + ip v w.
Hypothesis ip_ge0 : forall u, 0 <= ip u u.
Variables (H : finType) (h : H -> V).
Hypothesis h_orth : forall i j, i != j -> ip (h i) (h j) = 0.
Hypothesis h_norm : forall i, ip (h i) (h i) <= 1.

Lemma ip0l w : ip 0 w = 0.
Proof.
have := ip_lin 1 0 0 w; rewrite scaler0 addr0 mul1r => /eqP.
by rewrite -subr_eq subrr => /eqP.
Qed.
Lemma ip_suml (c : H -> R) (u : H -> V) w :
  ip (\sum_i c i *: u i) w = \sum_i c i * ip (u i) w.
Proof.
by elim/big_rec2: _ => [|i y1 y2 _ <-]; rewrite ?ip0l ?ip_lin.
Qed.

(* Bessel's inequality for orthogonal vectors of norm at most 1. *)
Theorem bessel_hilbert g : \sum_i (ip (h i) g) ^+ 2 <= ip g g.
Proof.
pose p := \sum_i ip (h i) g *: h i; set S := \sum_i _.
have pg : ip p g = S by rewrite ip_suml; apply: eq_bigr => i _; rewrite expr2.
have pp : ip p p <= S.
  rewrite {1}/p ip_suml; apply: ler_sum => i _.
  rewrite (ip_sym (h i) p) ip_suml (bigD1 i) //= big1 ?addr0; last first.
    by move=> j ne; rewrite h_orth ?mulr0.
  by rewrite mulrA -expr2; apply: ler_pimulr (h_norm i); exact: sqr_ge0.
have e : ip (-1 *: p + g) (-1 *: p + g) = ip g g - S + (ip p p - S).
  rewrite ip_lin (ip_sym p) (ip_sym g) !ip_lin (ip_sym g p) pg !mulN1r opprD opprK.
  by rewrite addrC [- S + _]addrC.
have := ip_ge0 (-1 *: p + g); rewrite e -[S <= _]subr_ge0 => pos.
by apply: le_trans pos _; rewrite ger_addl subr_le0.
Qed.

Variable n : nat.
Variables (grad : H -> 'I_n -> R) (a : 'I_n -> R) (g' : 'I_n -> V) (s : R).
Hypothesis s1 : s ^+ 2 = 1.
(* square loss: a_j = E[p g_j], s = -1, g' = g; classification: see VarianceBound.v *)
Hypothesis gradE : forall i j, grad i j = a j + s * ip (h i) (g' j).

(* The variance is at most the sum of ||g'_j||^2 over |H|. *)
Theorem variance_bound_hilbert : Var grad <= (#|H|%:R)^-1 * \sum_j ip (g' j) (g' j).
Proof.
have i0 : 0 <= (#|H|%:R : R)^-1 by rewrite invr_ge0 ler0n.
rewrite /Var /EH /sqnorm exchange_big /= !mulr_sumr; apply: ler_sum => j _.
apply: le_trans (EH_dev_le (fun i => grad i j) (a j)) _; rewrite /EH.
apply: ler_wpmul2l => //; rewrite (eq_bigr (fun i => ip (h i) (g' j) ^+ 2)).
  exact: bessel_hilbert.
by move=> i _; rewrite gradE addrC addrA addNr add0r exprMn s1 mul1r.
Qed.
End Abstract.
