(* The paper's condition m <= 2^((k-3)/l - 1), with a real exponent, gives the integer one of
   Sawtooth.v. This file alone uses Coq's real numbers, and so the axioms that they rest on.

   End statement
     width_condition          m <= 2^((k-3)/l - 1) implies (2m)^l 8 <= 2^k *)
Require Import Reals Lra Lia.
Open Scope R_scope.
(* The real exponent implies the condition on integers. *)
Theorem width_condition (m l k : nat) : (0 < m)%nat -> (0 < l)%nat ->
  INR m <= Rpower 2 ((INR k - 3) / INR l - 1) ->
  ((2 * m) ^ l * 8 <= 2 ^ k)%nat.
Proof.
intros m0 l0 H.
assert (M0 : 0 < INR m) by (apply lt_0_INR; lia).
assert (L0 : 0 < INR l) by (apply lt_0_INR; lia).
assert (H2 : 2 * INR m <= Rpower 2 ((INR k - 3) / INR l)).
{ replace ((INR k - 3) / INR l) with (1 + ((INR k - 3) / INR l - 1)) by ring.
  rewrite Rpower_plus, Rpower_1 by lra. apply Rmult_le_compat_l; lra. }
assert (H3 : (2 * INR m) ^ l <= Rpower 2 (INR k - 3)).
{ replace (INR k - 3) with ((INR k - 3) / INR l * INR l) by (field; lra).
  rewrite <- Rpower_mult, <- Rpower_pow by lra.
  apply Rle_Rpower_l; [lra|]. split; [lra|exact H2]. }
apply INR_le. rewrite mult_INR, !pow_INR, mult_INR.
replace (INR 2) with 2 by (simpl; lra). replace (INR 8) with (2 ^ 3) by (simpl; lra).
rewrite <- (Rpower_pow k), <- (Rpower_pow 3 2) by lra.
replace (INR k) with ((INR k - 3) + INR 3) by (simpl; lra).
rewrite Rpower_plus. apply Rmult_le_compat_r; [|exact H3].
left; unfold Rpower; apply exp_pos.
Qed.
