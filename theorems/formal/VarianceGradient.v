(* Theorem 1 with the gradient as what it is: partial derivatives, by epsilon and delta, over any
   ordered field. Nothing is assumed about the form of the gradients.

   End statements
     variance_bound_square    Var <= G^2/|H| for the square loss
     variance_bound_class     Var <= G^2/|H| for r(y' y), r differentiable and 1-Lipschitz
     parity_gradients_vanish  Var <= G^2/2^d for the family of all parities *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import VarianceBound Parity.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Deriv.
Variable R : realFieldType.
Implicit Types (f phi : R -> R) (x y l m e d t c : R).

Definition is_deriv f x l := forall e, 0 < e -> exists2 d, 0 < d &
  forall t, `|t| < d -> `|f (x + t) - f x - l * t| <= e * `|t|.

Lemma deriv_ext f1 f2 x l : f1 =1 f2 -> is_deriv f1 x l -> is_deriv f2 x l.
Proof.
by move=> e h ep ep0; have [d d0 hd] := h _ ep0; exists d => // t /hd; rewrite !e.
Qed.

Lemma deriv_affine a b x : is_deriv (fun u => a * u + b) x a.
Proof.
move=> e e0; exists 1 => [|t _]; first exact: ltr01.
have -> : a * (x + t) + b - (a * x + b) - a * t = 0.
  by rewrite opprD addrACA subrr addr0 -mulrBr addrAC subrr add0r subrr.
by rewrite normr0 mulr_ge0 // ltW.
Qed.

Lemma deriv_add f1 f2 x l1 l2 : is_deriv f1 x l1 -> is_deriv f2 x l2 ->
  is_deriv (fun u => f1 u + f2 u) x (l1 + l2).
Proof.
move=> h1 h2 e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 // ltr0n.
have [d1 p1 k1] := h1 _ e2; have [d2 p2 k2] := h2 _ e2.
exists (Num.min d1 d2) => [|t]; rewrite lt_minr ?p1 // => /andP[t1 t2].
have -> : f1 (x + t) + f2 (x + t) - (f1 x + f2 x) - (l1 + l2) * t
   = (f1 (x + t) - f1 x - l1 * t) + (f2 (x + t) - f2 x - l2 * t).
  by rewrite [RHS]addrACA [X in _ = X + _]addrACA -!opprD mulrDl.
apply: le_trans (ler_norm_add _ _) _.
rewrite [X in _ <= X * _](_ : e = e / 2%:R + e / 2%:R); last first.
  by rewrite -mulrDl -mulr2n -mulr_natr mulfK // pnatr_eq0.
by rewrite mulrDl ler_add ?k1 ?k2.
Qed.

Lemma deriv_cst c x : is_deriv (fun=> c) x 0.
Proof. by apply: deriv_ext (deriv_affine 0 c x) => u; rewrite mul0r add0r. Qed.

Lemma deriv_sum (I : Type) (r : seq I) (F : I -> R -> R) x (l : I -> R) :
  (forall i, is_deriv (F i) x (l i)) ->
  is_deriv (fun u => \sum_(i <- r) F i u) x (\sum_(i <- r) l i).
Proof.
move=> h; elim: r => [|i r IH].
  by rewrite big_nil; apply: deriv_ext (deriv_cst 0 x) => u; rewrite big_nil.
rewrite big_cons; apply: deriv_ext (deriv_add (h i) IH) => u.
by rewrite big_cons.
Qed.

Lemma deriv_comp f phi x l m :
  is_deriv f x l -> is_deriv phi (f x) m -> is_deriv (fun u => phi (f u)) x (m * l).
Proof.
move=> hf hp e e0.
pose K := `|l| + 1; have K0 : 0 < K by rewrite ltr_spaddr ?ltr01.
pose M := `|m| + 1; have M0 : 0 < M by rewrite ltr_spaddr ?ltr01.
have e2 : 0 < e / 2%:R by rewrite divr_gt0 // ltr0n.
have [d1 p1 k1] := hp (e / 2%:R / K) (divr_gt0 e2 K0).
have q0 : 0 < Num.min 1 (e / 2%:R / M) by rewrite lt_minr ltr01 divr_gt0.
have [d2 p2 k2] := hf _ q0.
exists (Num.min d2 (d1 / K)) => [|t]; first by rewrite lt_minr p2 divr_gt0.
rewrite lt_minr => /andP[t2 t1]; pose s := f (x + t) - f x.
have hs := k2 _ t2; rewrite -/s in hs.
have sK : `|s| <= K * `|t|.
  rewrite -[s](subrK (l * t)); apply: le_trans (ler_norm_add _ _) _.
  rewrite /K mulrDl addrC normrM ler_add2l; apply: le_trans hs _.
  by rewrite ler_wpmul2r // le_minl lexx.
have sd : `|s| < d1 by apply: le_lt_trans sK _; rewrite mulrC -ltr_pdivl_mulr.
have -> : phi (f (x + t)) - phi (f x) - m * l * t
    = (phi (f x + s) - phi (f x) - m * s) + m * (s - l * t).
  have -> : f x + s = f (x + t) by rewrite /s addrC subrK.
  by rewrite [m * (s - _)]mulrBr addrA subrK mulrA.
apply: le_trans (ler_norm_add _ _) _.
rewrite [X in _ <= X * _](_ : e = e / 2%:R + e / 2%:R); last first.
  by rewrite -mulrDl -mulr2n -mulr_natr mulfK // pnatr_eq0.
rewrite mulrDl; apply: ler_add.
  apply: le_trans (k1 _ sd) _; rewrite -mulrA; apply: ler_wpmul2l; first exact: ltW.
  by rewrite ler_pdivr_mull.
rewrite normrM; apply: (@le_trans _ _ (M * (e / 2%:R / M * `|t|))); last first.
  by rewrite mulrA mulrCA mulfV ?mulr1 // lt0r_neq0.
apply: ler_pmul => //; first by rewrite /M ler_addl ler01.
by apply: le_trans hs _; rewrite ler_wpmul2r // le_minl lexx orbT.
Qed.

Lemma deriv_scale f x l c : is_deriv f x l -> is_deriv (fun u => c * f u) x (c * l).
Proof.
move=> h; have := deriv_comp h (deriv_affine c 0 (f x)).
by apply: deriv_ext => u; rewrite addr0.
Qed.

Lemma deriv_sq_loss y u : is_deriv (fun v => (v - y) ^+ 2 / 2%:R) u (u - y).
Proof.
move=> e e0; exists e => // t te.
have t0 : (2%:R : R) != 0 by rewrite pnatr_eq0.
have -> : (u + t - y) ^+ 2 / 2%:R - (u - y) ^+ 2 / 2%:R - (u - y) * t = t ^+ 2 / 2%:R.
  rewrite [u + t - y]addrAC; move: (u - y) => v.
  rewrite sqrrD [(_ + _ + _) / _]mulrDl [(_ + _) / _]mulrDl -[v * t *+ 2]mulr_natr.
  rewrite mulfK // -[LHS]addrA -opprD.
  by rewrite [LHS]addrAC subrr add0r.
rewrite normrM normrX normfV [`|2%:R|]ger0_norm ?ler0n // expr2 mulrAC.
apply: ler_wpmul2r => //; rewrite ler_pdivr_mulr ?ltr0n //.
by apply: le_trans (ltW te) _; apply: ler_pemulr; rewrite ?ler1n // ltW.
Qed.

Lemma deriv_uniq f x l1 l2 : is_deriv f x l1 -> is_deriv f x l2 -> l1 = l2.
Proof.
move=> h1 h2; apply/eqP; rewrite -subr_eq0 -normr_le0 leNgt; apply/negP => D0.
set D := `|l1 - l2| in D0; have e0 : 0 < D / 4%:R by rewrite divr_gt0 // ltr0n.
have [d1 p1 k1] := h1 _ e0; have [d2 p2 k2] := h2 _ e0.
pose t := Num.min d1 d2 / 2%:R.
have m0 : 0 < Num.min d1 d2 by rewrite lt_minr p1.
have t0 : 0 < t by rewrite divr_gt0 // ltr0n.
have tm : `|t| < Num.min d1 d2.
  by rewrite gtr0_norm // ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
move: tm; rewrite lt_minr => /andP[t1 t2].
have := ler_add (k2 _ t2) (k1 _ t1); rewrite -mulrDl; apply/negP; rewrite -ltNge.
apply: lt_le_trans (ler_norm_sub _ _); rewrite opprD addrACA subrr add0r.
have -> : - (l2 * t) - - (l1 * t) = (l1 - l2) * t by rewrite opprK addrC mulrBl.
rewrite [X in _ < X]normrM -/D ltr_pmul2r ?normr_gt0 ?lt0r_neq0 //.
rewrite -mulrDl ltr_pdivr_mulr ?ltr0n // -mulr2n -mulr_natr.
by rewrite ltr_pmul2l // ltr_nat.
Qed.

Lemma lipschitz_deriv f x l :
  (forall u v, `|f u - f v| <= `|u - v|) -> is_deriv f x l -> `|l| <= 1.
Proof.
move=> lip h; rewrite leNgt; apply/negP => l1.
pose e := (`|l| - 1) / 2%:R; have e0 : 0 < e by rewrite divr_gt0 ?subr_gt0 // ltr0n.
have [d d0 k] := h _ e0; pose t := d / 2%:R.
have t0 : 0 < t by rewrite divr_gt0 // ltr0n.
have td : `|t| < d by rewrite gtr0_norm // ltr_pdivr_mulr ?ltr0n // ltr_pmulr // ltr1n.
have a : `|l * t| <= `|f (x + t) - f x| + e * `|t|.
  rewrite -[l * t](subKr (f (x + t) - f x)); apply: le_trans (ler_norm_sub _ _) _.
  by rewrite ler_add2l k.
have b : `|f (x + t) - f x| <= `|t| by have := lip (x + t) x; rewrite addrAC subrr add0r.
have {a b} : `|l| * `|t| <= (1 + e) * `|t|.
  by rewrite -normrM; apply: le_trans a _; rewrite mulrDl mul1r ler_add2r.
rewrite ler_pmul2r ?normr_gt0 ?lt0r_neq0 // -ler_subl_addl /e.
by rewrite leNgt ltr_pdivr_mulr ?ltr0n // ltr_pmulr ?subr_gt0 // ltr1n.
Qed.
End Deriv.

Section Faithful.
Variable R : realFieldType.
Variable T : finType.
Variable mu : T -> R.
Hypothesis mu_ge0 : forall x, 0 <= mu x.
Hypothesis mu_sum1 : \sum_x mu x = 1.
Variable H : finType.
Variable h : H -> T -> R.
Hypothesis h_orth : forall i j, i != j -> E mu (fun x => h i x * h j x) = 0.
Hypothesis h_norm : forall i, E mu (fun x => h i x ^+ 2) <= 1.
Variable n : nat.
Notation param := ('I_n -> R).

(* partial derivative of Phi : param -> R in coordinate j at w *)
Definition shiftw (w : param) (j : 'I_n) (t : R) : param :=
  fun k => w k + (if k == j then t else 0).
Definition is_partial (Phi : param -> R) (w : param) j l :=
  is_deriv (fun t => Phi (shiftw w j t)) 0 l.

Variable predictor : param -> T -> R.                 (* the predictor p_w(x) *)
Variable w : param.
Hypothesis predictor_ext : forall w1 w2, w1 =1 w2 -> predictor w1 =1 predictor w2.
Variable g : T -> 'I_n -> R.                   (* its partial derivatives at w *)
Hypothesis g_partial : forall x j, is_partial (fun w => predictor w x) w j (g x j).
Variable G : R.
Hypothesis G_bound : E mu (fun x => sqnorm (g x)) <= G ^+ 2.

(* the objective for a loss ell(prediction, label) *)
Definition Fobj (ell : R -> R -> R) (i : H) (w : param) : R :=
  E mu (fun x => ell (predictor w x) (h i x)).

Lemma shiftw0 j x : predictor (shiftw w j 0) x = predictor w x.
Proof. by apply: predictor_ext => k; rewrite /shiftw; case: ifP; rewrite addr0. Qed.

Lemma Fobj_partial ell ell' i j :
  (forall x, is_deriv (fun u => ell u (h i x)) (predictor w x) (ell' x)) ->
  is_partial (Fobj ell i) w j (E mu (fun x => ell' x * g x j)).
Proof.
move=> hl; apply: deriv_sum => x; apply: deriv_scale.
apply: (@deriv_comp R (fun t => predictor (shiftw w j t) x) (fun u => ell u (h i x)) 0
  (g x j) (ell' x) (g_partial x j)).
by rewrite shiftw0.
Qed.

(* Theorem 1, square loss: for ANY family grad of gradients of the objectives. *)
Theorem variance_bound_square (grad : H -> 'I_n -> R) :
  (forall i j, is_partial (Fobj (fun u y => (u - y) ^+ 2 / 2%:R) i) w j (grad i j)) ->
  Var grad <= G ^+ 2 / #|H|%:R.
Proof.
move=> hg; have e i j : grad i j = grad_sq mu h g (predictor w) i j.
  apply: deriv_uniq (hg i j) _; apply: Fobj_partial => x; exact: deriv_sq_loss.
suff -> : Var grad = Var (grad_sq mu h g (predictor w)) by apply: variance_square_G.
rewrite /Var /EH /sqnorm; congr (_ * _); apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite e; congr ((_ - _ * _) ^+ 2); apply: eq_bigr => i' _; rewrite e.
Qed.

(* Theorem 1, classification loss r(yhat * y), r 1-Lipschitz, h in {+1,-1}. *)
Theorem variance_bound_class (r r' : R -> R) (grad : H -> 'I_n -> R) :
  (forall u v, `|r u - r v| <= `|u - v|) -> (forall u, is_deriv r u (r' u)) ->
  (forall i x, (h i x == 1) || (h i x == -1)) ->
  (forall i j, is_partial (Fobj (fun u y => r (u * y)) i) w j (grad i j)) ->
  Var grad <= G ^+ 2 / #|H|%:R.
Proof.
move=> lip dr pm hg; have r1 u : `|r' u| <= 1 by exact: lipschitz_deriv lip (dr u).
have e i j : grad i j = grad_cl mu h g (predictor w) r' i j.
  apply: deriv_uniq (hg i j) _; apply: Fobj_partial => x.
  apply: (@deriv_comp R (fun u => u * h i x) r (predictor w x) (h i x)); last exact: dr.
  by apply: deriv_ext (deriv_affine (h i x) 0 (predictor w x)) => u; rewrite addr0 mulrC.
suff -> : Var grad = Var (grad_cl mu h g (predictor w) r') by apply: variance_class_G.
rewrite /Var /EH /sqnorm; congr (_ * _); apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite e; congr ((_ - _ * _) ^+ 2); apply: eq_bigr => i' _; rewrite e.
Qed.
End Faithful.

(* The slides' application: all 2^d parities under the uniform distribution. *)
Section ParityHard.
Variable R : realFieldType.
Variable d n : nat.
Notation cube := ({ffun 'I_d -> bool}).
Definition uniform (x : cube) : R := (2%:R ^+ d)^-1.
Lemma E_uniform f : E uniform f = Ex f.
Proof. by rewrite /E /Ex mulr_sumr. Qed.
(* For the family of all parities the bound is G^2/2^d. *)
Theorem parity_gradients_vanish (predictor : ('I_n -> R) -> cube -> R) w g G grad :
  (forall w1 w2, w1 =1 w2 -> predictor w1 =1 predictor w2) ->
  (forall x j, is_partial (fun w => predictor w x) w j (g x j)) ->
  E uniform (fun x => sqnorm (g x)) <= G ^+ 2 ->
  (forall v j, is_partial (Fobj uniform (@parity R d) predictor (fun u y => (u - y) ^+ 2 / 2%:R) v)
      w j (grad v j)) ->
  Var grad <= G ^+ 2 / 2%:R ^+ d.
Proof.
move=> pe pg bg hg; rewrite -natrX -(card_cube d).
apply: (variance_bound_square _ _ _ pe pg bg hg).
- by move=> x; rewrite invr_ge0 exprn_ge0 // ler0n.
- by move=> v v' ne; rewrite E_uniform parity_orth.
- by move=> v; rewrite E_uniform parity_norm.
Qed.
End ParityHard.
