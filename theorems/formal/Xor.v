(* XOR is no threshold gate: any ordered field of weights, both conventions about a tie.

   End statements
     xor_no_threshold         not "1 if w1 a + w2 b >= t"
     xor_no_strict_threshold  nor "1 if w1 a + w2 b > t" *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Xor.
Variable R : realFieldType.
Implicit Types w t : R.

(* The weighted sum of the two bits. *)
Definition total w1 w2 (a b : bool) : R := w1 * a%:R + w2 * b%:R.

(* No weights and no threshold make the gate "1 from the threshold on" compute xor: the
   inequalities t <= w1, t <= w2, w1 + w2 < t and 0 < t add up to 0 < 0. *)
Theorem xor_no_threshold w1 w2 t : ~ (forall a b, (t <= total w1 w2 a b) = a (+) b).
Proof.
move=> gate; have := (gate true true, gate true false, gate false true, gate false false).
rewrite /total !mulr1 !mulr0 !addr0 !add0r => -[[[/negbT h11 h10] h01] /negbT h00].
move: h11; rewrite -ltNge => h11; move: h00; rewrite -ltNge => h00.
have := ler_add h10 h01; apply/negP; rewrite -ltNge.
by apply: lt_trans h11 _; rewrite ltr_addl.
Qed.

(* Nor does the gate "1 beyond the threshold". *)
Theorem xor_no_strict_threshold w1 w2 t : ~ (forall a b, (t < total w1 w2 a b) = a (+) b).
Proof.
move=> gate; have := (gate true true, gate true false, gate false true, gate false false).
rewrite /total !mulr1 !mulr0 !addr0 !add0r => -[[[/negbT h11 h10] h01] /negbT h00].
move: h11; rewrite -leNgt => h11; move: h00; rewrite -leNgt => h00.
have := ltr_add h10 h01; apply/negP; rewrite -leNgt.
by apply: le_trans h11 _; rewrite ler_addl.
Qed.
End Xor.
