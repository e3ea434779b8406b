(* The gradient hardly depends on the target (Shalev-Shwartz, Shamir, Shammah 2017, Theorem 1):
   any finite space of inputs with weights mu >= 0, any finite orthogonal family h. Here the
   gradients are given by their formulas; VarianceGradient.v derives those.

   End statements
     bessel                   the squared coefficients along the family add up to at most E g^2
     variance_square_G        Var <= G^2/|H| for the square loss
     variance_class_G         Var <= G^2/|H| for the classification losses *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section VarianceBound.
Variable R : realFieldType.
Variable T : finType.                         (* sample space of x *)
Variable mu : T -> R.
Hypothesis mu_ge0 : forall x, 0 <= mu x.
Hypothesis mu_sum1 : \sum_x mu x = 1.

Definition E (f : T -> R) : R := \sum_x mu x * f x.
Definition ip (f g : T -> R) : R := E (fun x => f x * g x).

Lemma E_ext f g : f =1 g -> E f = E g.
Proof. by move=> e; apply: eq_bigr => x _; rewrite e. Qed.
Lemma E_add f g : E (fun x => f x + g x) = E f + E g.
Proof. by rewrite -big_split; apply: eq_bigr => x _; rewrite mulrDr. Qed.
Lemma E_scale c f : E (fun x => c * f x) = c * E f.
Proof. by rewrite mulr_sumr; apply: eq_bigr => x _; rewrite mulrCA. Qed.
Lemma E_opp f : E (fun x => - f x) = - E f.
Proof. by rewrite -sumrN; apply: eq_bigr => x _; rewrite mulrN. Qed.
Lemma E_sub f g : E (fun x => f x - g x) = E f - E g.
Proof. by rewrite E_add E_opp. Qed.
Lemma E_sum (I : finType) (F : I -> T -> R) :
  E (fun x => \sum_i F i x) = \sum_i E (F i).
Proof.
by rewrite /E exchange_big; apply: eq_bigr => x _; rewrite mulr_sumr.
Qed.
Lemma E_ge0 f : (forall x, 0 <= f x) -> 0 <= E f.
Proof. by move=> h; apply: sumr_ge0 => x _; apply: mulr_ge0. Qed.
Lemma E_le f g : (forall x, f x <= g x) -> E f <= E g.
Proof. by move=> h; apply: ler_sum => x _; apply: ler_wpmul2l. Qed.

(* ---- Bessel's inequality for an orthogonal family with E[h^2] <= 1 ---- *)
Variable H : finType.                         (* index set of the hypothesis class *)
Variable h : H -> T -> R.
Hypothesis h_orth : forall i j, i != j -> E (fun x => h i x * h j x) = 0.
Hypothesis h_norm : forall i, E (fun x => h i x ^+ 2) <= 1.

(* The squared coefficients of g along the family add up to at most its squared norm. *)
Theorem bessel (g : T -> R) :
  \sum_i (E (fun x => h i x * g x)) ^+ 2 <= E (fun x => g x ^+ 2).
Proof.
pose c i := E (fun x => h i x * g x).
pose p x := \sum_i c i * h i x.
have ipp : E (fun x => p x ^+ 2) = \sum_i c i ^+ 2 * E (fun x => h i x ^+ 2).
  rewrite (@E_ext _ (fun x => \sum_i c i * (h i x * p x))); last first.
    by move=> x; rewrite expr2 {1}/p mulr_suml; apply: eq_bigr => i _; rewrite mulrA.
  rewrite E_sum; apply: eq_bigr => i _; rewrite E_scale expr2 -mulrA; congr (_ * _).
  rewrite (@E_ext _ (fun x => \sum_j c j * (h i x * h j x))); last first.
    by move=> x; rewrite /p mulr_sumr; apply: eq_bigr => j _; rewrite mulrCA.
  rewrite E_sum (bigD1 i) //= E_scale big1 ?addr0 // => j ne.
  by rewrite E_scale h_orth ?mulr0 // eq_sym.
have igp : E (fun x => g x * p x) = \sum_i c i ^+ 2.
  rewrite (@E_ext _ (fun x => \sum_i c i * (h i x * g x))); last first.
    by move=> x; rewrite /p mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA (mulrC (g x)).
  by rewrite E_sum; apply: eq_bigr => i _; rewrite E_scale expr2.
have pos : 0 <= E (fun x => (g x - p x) ^+ 2) by apply: E_ge0 => x; exact: sqr_ge0.
have exp : E (fun x => (g x - p x) ^+ 2)
    = E (fun x => g x ^+ 2) - (\sum_i c i ^+ 2) *+ 2 + E (fun x => p x ^+ 2).
  rewrite (@E_ext _ (fun x => g x ^+ 2 - 2%:R * (g x * p x) + p x ^+ 2)); last first.
    by move=> x; rewrite sqrrB mulr_natl.
  by rewrite E_add E_sub E_scale igp mulr_natl.
have le1 : E (fun x => p x ^+ 2) <= \sum_i c i ^+ 2.
  rewrite ipp; apply: ler_sum => i _.
  by apply: ler_pimulr (h_norm i); exact: sqr_ge0.
move: pos; rewrite exp mulr2n opprD addrA -addrA -subr_ge0 => pos.
rewrite -subr_ge0; apply: le_trans (_ : _ <= _) _; first by move: pos; rewrite subr_ge0; apply.
by rewrite ger_addl addrC subr_le0.
Qed.

(* ---- the gradient and its variance ---- *)
Variable n : nat.                              (* number of parameters *)
Variable g : T -> 'I_n -> R.                   (* g_j(x) = d p_w(x) / d w_j *)
Definition sqnorm (v : 'I_n -> R) : R := \sum_j v j ^+ 2.
Definition EH (f : H -> R) : R := (#|H|%:R)^-1 * \sum_i f i.   (* h uniform in H *)
Definition Var (grad : H -> 'I_n -> R) : R :=
  EH (fun i => sqnorm (fun j => grad i j - EH (fun i' => grad i' j))).

(* The mean minimises the mean squared deviation. *)
Lemma EH_dev_le (f : H -> R) a :
  EH (fun i => (f i - EH f) ^+ 2) <= EH (fun i => (f i - a) ^+ 2).
Proof.
have [c0|cn] := eqVneq #|H| 0%N.
  by rewrite /EH c0 invr0 !mul0r.
have cz : (#|H|%:R : R) != 0 by rewrite pnatr_eq0.
have EHD u v : EH (fun i => u i + v i) = EH u + EH v by rewrite /EH big_split mulrDr.
have EHZ c u : EH (fun i => c * u i) = c * EH u by rewrite /EH -mulr_sumr mulrCA.
have EHC c : EH (fun=> c) = c by rewrite /EH sumr_const -[c *+ _]mulr_natl mulrA mulVf ?mul1r.
have EHe u v : u =1 v -> EH u = EH v by move=> e; congr (_ * _); apply: eq_bigr.
set m := EH f.
have -> : EH (fun i => (f i - a) ^+ 2) = EH (fun i => (f i - m) ^+ 2) + (m - a) ^+ 2.
  rewrite (EHe _ (fun i => (f i - m) ^+ 2 + (2%:R * (m - a) * (f i - m) + (m - a) ^+ 2))).
    rewrite !EHD EHZ EHC; congr (_ + _); rewrite (_ : EH _ = 0) ?mulr0 ?add0r //.
    by rewrite EHD EHC subrr.
  move=> i; rewrite -{1}[f i](subrK m) -addrA sqrrD -addrA; congr (_ + (_ + _)).
  by rewrite -mulrA mulr_natl [(f i - m) * _]mulrC.
by rewrite ler_addl sqr_ge0.
Qed.

(* Common core: if the gradient is a shift independent of h plus s * E[h g'], |s|=1. *)
Lemma var_core (grad : H -> 'I_n -> R) (a : 'I_n -> R) (g' : T -> 'I_n -> R) :
  (forall i j, (grad i j - a j) ^+ 2 = (E (fun x => h i x * g' x j)) ^+ 2) ->
  Var grad <= (#|H|%:R)^-1 * E (fun x => sqnorm (g' x)).
Proof.
move=> e; have i0 : 0 <= (#|H|%:R : R)^-1 by rewrite invr_ge0 ler0n.
have swap (F : H -> 'I_n -> R) :
    EH (fun i => \sum_j F i j) = \sum_j EH (fun i => F i j).
  by rewrite /EH exchange_big /= mulr_sumr.
rewrite /Var /sqnorm swap.
apply: (@le_trans _ _ (\sum_j EH (fun i => (grad i j - a j) ^+ 2))).
  by apply: ler_sum => j _; exact: EH_dev_le.
rewrite E_sum mulr_sumr; apply: ler_sum => j _; rewrite /EH.
apply: ler_wpmul2l => //; rewrite (eq_bigr _ (fun i _ => e i j)).
exact: bessel.
Qed.

(* ---- square loss: gradient E[(p - h) g] ---- *)
Variable p : T -> R.                           (* p_w(x) at the current w *)
Definition grad_sq i j := E (fun x => (p x - h i x) * g x j).

(* The variance of the gradients is at most E ||g||^2 / |H|. *)
Theorem variance_square :
  Var grad_sq <= (#|H|%:R)^-1 * E (fun x => sqnorm (g x)).
Proof.
apply: (@var_core _ (fun j => E (fun x => p x * g x j))) => i j.
rewrite /grad_sq -E_sub -sqrrN -E_opp; congr (_ ^+ 2); apply: E_ext => x.
by rewrite mulrBl !opprB addrC subrK.
Qed.

(* With E ||g||^2 <= G^2: at most G^2/|H|. *)
Corollary variance_square_G G : E (fun x => sqnorm (g x)) <= G ^+ 2 ->
  Var grad_sq <= G ^+ 2 / #|H|%:R.
Proof.
move=> hG; apply: le_trans variance_square _; rewrite mulrC.
by apply: ler_wpmul2r => //; rewrite invr_ge0 ler0n.
Qed.

(* ---- classification loss r(yhat * y), h in {+1,-1}: gradient E[r'(p h) h g] ---- *)
Variable r' : R -> R.
Hypothesis r'_lip : forall u, `|r' u| <= 1.
Hypothesis h_pm1 : forall i x, (h i x == 1) || (h i x == -1).
Definition grad_cl i j := E (fun x => r' (p x * h i x) * h i x * g x j).

(* The same for the classification losses: |r'| <= 1 and targets 1 and -1. *)
Theorem variance_class :
  Var grad_cl <= (#|H|%:R)^-1 * E (fun x => sqnorm (g x)).
Proof.
have i0 : 0 <= (#|H|%:R : R)^-1 by rewrite invr_ge0 ler0n.
pose al x := (r' (p x) + r' (- p x)) / 2%:R.
pose be x := (r' (p x) - r' (- p x)) / 2%:R.
have t0 : (2%:R : R) != 0 by rewrite pnatr_eq0.
apply: le_trans (_ : _ <= (#|H|%:R)^-1 * E (fun x => sqnorm (fun j => al x * g x j))) _.
  apply: (@var_core _ (fun j => E (fun x => be x * g x j))) => i j.
  rewrite /grad_cl -E_sub; congr (_ ^+ 2); apply: E_ext => x.
  rewrite [RHS]mulrA -mulrBl; congr (_ * _); rewrite /al /be.
  have hf u v : (u + v) / 2%:R + (u - v) / 2%:R = u :> R.
    by rewrite -mulrDl addrACA subrr addr0 -mulr2n -mulr_natr mulfK.
  have hg u v : (u + v) / 2%:R - (u - v) / 2%:R = v :> R.
    by rewrite -mulrBl opprB addrC addrA addrNK -mulr2n -mulr_natr mulfK.
  apply/eqP; rewrite subr_eq; apply/eqP.
  case/orP: (h_pm1 i x) => /eqP ->; first by rewrite !mulr1 !mul1r hf.
  by rewrite !mulrN1 mulN1r -[in LHS](hg (r' (p x)) (r' (- p x))) opprB addrC.
apply: ler_wpmul2l => //; apply: E_le => x; apply: ler_sum => j _.
rewrite exprMn; apply: ler_pimull; first exact: sqr_ge0.
rewrite -[al x ^+ 2]ger0_norm ?sqr_ge0 // normrX expr_le1 ?normr_ge0 //.
rewrite /al normrM normfV [`|2%:R|]ger0_norm ?ler0n //.
rewrite ler_pdivr_mulr ?ltr0n // mul1r; apply: le_trans (ler_norm_add _ _) _.
by rewrite (_ : 2%:R = 1 + 1) // ler_add.
Qed.

(* With E ||g||^2 <= G^2: at most G^2/|H|. *)
Corollary variance_class_G G : E (fun x => sqnorm (g x)) <= G ^+ 2 ->
  Var grad_cl <= G ^+ 2 / #|H|%:R.
Proof.
move=> hG; apply: le_trans variance_class _; rewrite mulrC.
by apply: ler_wpmul2r => //; rewrite invr_ge0 ler0n.
Qed.
End VarianceBound.
