(* What the tool prints of Theorem 1, made into Coq from its formulas: the weights are a vector, the
   gradients any functions whose values are the derivatives.

   End statements
     says_bessel              the squared coefficients along the family are at most E g_j^2
     says_master              the same with row sums of the Gram matrix at most R
     says_square              Var <= G^2/|H| for the square loss
     says_class               Var <= G^2/|H| for r(h p), with |r'| <= 1 at p and at -p
     says_full_class          the exact variance for a complete family, such as all parities *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import VarianceBound VarianceGradient Parity VarianceSharper.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The squared coefficients of g_j along the family add up to at most its squared norm. *)
Theorem says_bessel :
  forall (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R) (g : 'I_n ->
    X -> R),
  ((0 < (n : nat))%N) ->
  ((0 < (#|H| : nat))%N) ->
  ((0 < (#|X| : nat))%N) ->
  (forall x : X, ((0 : R) <= (q x))) ->
  (forall i : H, forall k : H, (i != k) -> ((\sum_(x : X) q x * (((h i x) * (h k x)))) = 0 :> R))
    ->
  (forall i : H, (((\sum_(x : X) q x * (((h i x) ^+ 2))) : R) <= 1)) ->
  forall j : 'I_n, (((\sum_(i : H) (((\sum_(x : X) q x * ((h i x) * (g j x))) ^+ 2))) : R) <=
    (\sum_(x : X) q x * (((g j x)) ^+ 2))).
Proof.
move=> R n H X q h g _ _ _ q0 orth norm j.
exact: (bessel q0 orth norm (fun x => g j x)).
Qed.

(* Row sums of the Gram matrix at most r in place of orthogonality. *)
Theorem says_master :
  forall (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R) (g : 'I_n ->
    X -> R) (r : R),
  ((0 < (r : R))) ->
  ((0 < (n : nat))%N) ->
  ((0 < (#|H| : nat))%N) ->
  ((0 < (#|X| : nat))%N) ->
  (forall x : X, ((0 : R) <= (q x))) ->
  (forall i : H, (((\sum_(k : H) (`|(\sum_(x : X) q x * (((h i x) * (h k x))))|)) : R) <= r)) ->
  (((((#|H|)%N%:R : R)^-1 * (\sum_(i : H) ((\sum_(j : 'I_n) (((\sum_(x : X) q x * (((g j x) * (h i
    x))))) ^+ 2))))) : R) <= ((((#|H|)%N%:R : R) ^+ 1)^-1 * (\sum_(x : X) q x * ((\sum_(j : 'I_n)
    (((g j x)) ^+ 2)))) * r)).
Proof.
move=> R n H X q h g r r0 _ _ _ q0 rows; rewrite expr1 -mulrA; apply: ler_wpmul2l.
  by rewrite invr_ge0 ler0n.
rewrite -[X in _ <= X * _]/(E q (fun x => \sum_j g j x ^+ 2)) E_sum.
rewrite exchange_big mulrC mulr_sumr /=; apply: ler_sum => j _.
apply: le_trans (master_bessel q0 r0 rows (fun x => g j x)); apply: ler_sum => i _.
suff -> : \sum_x q x * (g j x * h i x) = E q (fun x => h i x * g j x) by [].
by apply: eq_bigr => x _; rewrite [g j x * _]mulrC.
Qed.

Section Gradients.
Variables (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R).
Variables (p : {ffun 'I_n -> R} -> X -> R) (w : {ffun 'I_n -> R}) (g : 'I_n -> X -> R).
Notation moved j t := ([ffun k => w k + (if k == j then t else 0)]).
Hypothesis slopes : forall x j e, 0 < e -> exists2 s, 0 < s & forall t, `|t| < s ->
  `|p (moved j t) x - p w x - g j x * t| <= e * `|t|.

Let predictor (f : 'I_n -> R) := p [ffun k => f k].
Let slope x j := g j x.

Lemma predictor_ext f1 f2 : f1 =1 f2 -> predictor f1 =1 predictor f2.
Proof. by move=> e x; congr (p _ x); apply/ffunP => k; rewrite !ffunE. Qed.

Lemma predictor_moved j t : predictor (shiftw w j t) = p (moved j t).
Proof. by congr p; apply/ffunP => k; rewrite !ffunE. Qed.

Lemma moved0 j : moved j 0 = w.
Proof. by apply/ffunP => k; rewrite ffunE; case: ifP; rewrite addr0. Qed.

Lemma predictor_w : predictor w = p w.
Proof. by congr p; apply/ffunP => k; rewrite ffunE. Qed.

Lemma predictor_partial x j : is_partial (fun f => predictor f x) w j (slope x j).
Proof.
move=> e e0; have [s s0 hs] := slopes x j e0; exists s => // t ts.
by rewrite !predictor_moved add0r moved0; exact: hs.
Qed.

(* A gradient as printed is that of the objective. *)
Lemma gradient_of (ell ell' : H -> X -> R -> R) (grad : H -> 'I_n -> R) :
  (forall i x, is_deriv (ell i x) (p w x) (ell' i x (p w x))) ->
  (forall i j e, 0 < e -> exists2 s, 0 < s & forall t, `|t| < s ->
    `|(\sum_x q x * ell i x (p (moved j t) x)) - (\sum_x q x * ell i x (p w x)) - grad i j * t|
      <= e * `|t|) ->
  forall i j, grad i j = E q (fun x => ell' i x (p w x) * g j x).
Proof.
move=> hl hg i j.
apply: (@deriv_uniq R (fun t => E q (fun x => ell i x (p (moved j t) x))) 0).
  move=> e e0; have [s s0 hs] := hg i j e e0; exists s => // t ts.
  by rewrite add0r moved0; exact: hs.
apply: deriv_sum => x; apply: deriv_scale.
apply: (@deriv_comp R (fun t => p (moved j t) x) (ell i x) 0 (g j x)); last by rewrite moved0.
by move=> e e0; have [s s0 hs] := slopes x j e0; exists s => // t ts; rewrite add0r moved0; exact: hs.
Qed.

Lemma variance_of (grad : H -> 'I_n -> R) :
  (#|H|%:R)^-1 * (\sum_i \sum_j (((#|H|%:R)^-1 * (\sum_k grad k j)) * -1 + grad i j) ^+ 2)
  = Var grad.
Proof.
rewrite /Var /EH /sqnorm; congr (_ * _); apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite mulrN1 addrC.
Qed.

Lemma Var_ext (grad grad' : H -> 'I_n -> R) : grad =2 grad' -> Var grad = Var grad'.
Proof.
move=> e; rewrite /Var /EH /sqnorm; congr (_ * _); apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite e; congr ((_ - _ * _) ^+ 2); apply: eq_bigr => k _; rewrite e.
Qed.

End Gradients.

Lemma deriv_square (R : realFieldType) (y u : R) : is_deriv (fun v => (y * -1 + v) ^+ 2 * (1 / 2%:R)) u (u - y).
Proof.
by apply: deriv_ext (deriv_sq_loss y u) => v; rewrite mulrN1 addrC div1r.
Qed.

(* The variance of the gradients for the square loss. *)
Theorem says_square :
  forall (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R) (p : {ffun
    'I_n -> R} -> X -> R) (weights : {ffun 'I_n -> R}) (g : 'I_n -> X -> R) (G2 : R),
  (0 <= (G2 : R)) ->
  ((0 < (n : nat))%N) ->
  ((0 < (#|H| : nat))%N) ->
  ((0 < (#|X| : nat))%N) ->
  (forall a0_ : X, forall j_ : 'I_n, forall e_ : R, 0 < e_ -> exists2 s_ : R, 0 < s_ & forall t_ :
    R, `|t_| < s_ -> `|p [ffun k_ : 'I_n => weights k_ + (if k_ == j_ then t_ else 0)] a0_ - p
    weights a0_ - g j_ a0_ * t_| <= e_ * `|t_|) ->
  (forall x : X, ((0 : R) <= (q x))) ->
  (forall i : H, forall k : H, (i != k) -> ((\sum_(x : X) q x * (((h i x) * (h k x)))) = 0 :> R))
    ->
  (forall i : H, (((\sum_(x : X) q x * (((h i x) ^+ 2))) : R) <= 1)) ->
  ((((\sum_(x : X) q x * ((\sum_(j : 'I_n) (((g j x)) ^+ 2)))) : R) <= G2)) ->
  forall grad_1 : H -> 'I_n -> R, (forall k : H, forall j : 'I_n, forall e_ : R, 0 < e_ -> exists2
    s_ : R, 0 < s_ & forall t_ : R, `|t_| < s_ -> `|(\sum_(x : X) q x * ((((((h k x) * (- 1)) + (p
    [ffun k_ : 'I_n => weights k_ + (if k_ == j then t_ else 0)] x)) ^+ 2) * (1 / 2%:R)))) -
    (\sum_(x : X) q x * ((((((h k x) * (- 1)) + (p weights x)) ^+ 2) * (1 / 2%:R)))) - grad_1 k j
    * t_| <= e_ * `|t_|) ->
  (((((#|H|)%N%:R : R)^-1 * (\sum_(i : H) ((\sum_(j : 'I_n) (((((((#|H|)%N%:R : R)^-1 * (\sum_(k :
    H) ((grad_1 k j)))) * (- 1)) + (grad_1 i j))) ^+ 2))))) : R) <= ((((#|H|)%N%:R : R) ^+ 1)^-1 *
    G2)).
Proof.
move=> R n H X q h p w g G2 _ _ _ _ slopes q0 orth norm bound grad hg.
have e := gradient_of slopes (ell := fun i x u => (h i x * -1 + u) ^+ 2 * (1 / 2%:R))
  (ell' := fun i x u => u - h i x) (fun i x => deriv_square _ _) hg.
rewrite variance_of (Var_ext e) expr1.
apply: le_trans (variance_square q0 orth norm (fun x j => g j x) (p w)) _.
by apply: ler_wpmul2l bound; rewrite invr_ge0 ler0n.
Qed.

(* The variance of the gradients for a classification loss. *)
Theorem says_class :
  forall (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R) (p : {ffun
    'I_n -> R} -> X -> R) (weights : {ffun 'I_n -> R}) (g : 'I_n -> X -> R) (G2 : R) (r r' : R ->
    R),
  (0 <= (G2 : R)) ->
  ((0 < (n : nat))%N) ->
  ((0 < (#|H| : nat))%N) ->
  ((0 < (#|X| : nat))%N) ->
  (forall a0_ : X, forall j_ : 'I_n, forall e_ : R, 0 < e_ -> exists2 s_ : R, 0 < s_ & forall t_ :
    R, `|t_| < s_ -> `|p [ffun k_ : 'I_n => weights k_ + (if k_ == j_ then t_ else 0)] a0_ - p
    weights a0_ - g j_ a0_ * t_| <= e_ * `|t_|) ->
  (forall u_ : R, forall e_ : R, 0 < e_ -> exists2 s_ : R, 0 < s_ & forall t_ : R, `|t_| < s_ ->
    `|r (u_ + t_) - r u_ - r' u_ * t_| <= e_ * `|t_|) ->
  (forall x : X, ((0 : R) <= (q x))) ->
  (forall i : H, forall k : H, (i != k) -> ((\sum_(x : X) q x * (((h i x) * (h k x)))) = 0 :> R))
    ->
  (forall i : H, (((\sum_(x : X) q x * (((h i x) ^+ 2))) : R) <= 1)) ->
  ((((\sum_(x : X) q x * ((\sum_(j : 'I_n) (((g j x)) ^+ 2)))) : R) <= G2)) ->
  (forall i : H, forall x : X, (((h i x) ^+ 2) = 1 :> R)) ->
  (forall x : X, ((((r' (p weights x)) ^+ 2) : R) <= 1)) ->
  (forall x : X, ((((r' ((p weights x) * (- 1))) ^+ 2) : R) <= 1)) ->
  forall grad_1 : H -> 'I_n -> R, (forall k : H, forall j : 'I_n, forall e_ : R, 0 < e_ -> exists2
    s_ : R, 0 < s_ & forall t_ : R, `|t_| < s_ -> `|(\sum_(x : X) q x * ((r ((h k x) * (p [ffun k_
    : 'I_n => weights k_ + (if k_ == j then t_ else 0)] x))))) - (\sum_(x : X) q x * ((r ((h k x)
    * (p weights x))))) - grad_1 k j * t_| <= e_ * `|t_|) ->
  (((((#|H|)%N%:R : R)^-1 * (\sum_(i : H) ((\sum_(j : 'I_n) (((((((#|H|)%N%:R : R)^-1 * (\sum_(k :
    H) ((grad_1 k j)))) * (- 1)) + (grad_1 i j))) ^+ 2))))) : R) <= ((((#|H|)%N%:R : R) ^+ 1)^-1 *
    G2)).
Proof.
move=> R n H X q h p w g G2 r r' _ _ _ _ slopes hr q0 orth norm bound sq lip lipN grad hg.
have e := gradient_of slopes (ell := fun i x u => r (h i x * u))
  (ell' := fun i x u => r' (h i x * u) * h i x) _ hg.
have pm i x : (h i x == 1) || (h i x == -1) by rewrite -sqrf_eq1 sq.
pose cut u := if `|r' u| <= 1 then r' u else 0.
have cut1 u : `|cut u| <= 1 by rewrite /cut; case: ifP => //; rewrite normr0 ler01.
have small v : r' v ^+ 2 <= 1 -> `|r' v| <= 1.
  by rewrite -[r' v ^+ 2]ger0_norm ?sqr_ge0 // normrX expr_le1.
rewrite variance_of expr1.
have -> : Var grad = Var (grad_cl q h (fun x j => g j x) (p w) cut).
  apply: Var_ext => i j; rewrite e.
    rewrite /grad_cl; apply: E_ext => x; congr (_ * _ * _); rewrite /cut [p w x * _]mulrC.
    case: ifP => // /negP[]; apply: small; case/orP: (pm i x) => /eqP->; rewrite ?mul1r //.
    by rewrite mulrC.
  move=> i' x; apply: (@deriv_comp R (fun u => h i' x * u) r); last exact: hr.
  by apply: deriv_ext (deriv_affine (h i' x) 0 (p w x)) => u; rewrite addr0.
apply: le_trans (variance_class q0 orth norm (fun x j => g j x) (p w) cut1 pm) _.
by apply: ler_wpmul2l bound; rewrite invr_ge0 ler0n.
Qed.

(* The exact variance for a complete family: all parities, where o is 1 at 0 only. *)
Theorem says_full_class :
  forall (R : realFieldType) (n : nat) (H X : finType) (q : X -> R) (h : H -> X -> R) (o : X -> R)
    (p : {ffun 'I_n -> R} -> X -> R) (weights : {ffun 'I_n -> R}) (g : 'I_n -> X -> R),
  ((0 < (n : nat))%N) ->
  ((0 < (#|H| : nat))%N) ->
  ((0 < (#|X| : nat))%N) ->
  (forall a0_ : X, forall j_ : 'I_n, forall e_ : R, 0 < e_ -> exists2 s_ : R, 0 < s_ & forall t_ :
    R, `|t_| < s_ -> `|p [ffun k_ : 'I_n => weights k_ + (if k_ == j_ then t_ else 0)] a0_ - p
    weights a0_ - g j_ a0_ * t_| <= e_ * `|t_|) ->
  (forall x : X, ((q x) = (((#|X|)%N%:R : R) ^+ 1)^-1 :> R)) ->
  (forall x : X, forall x' : X, ((\sum_(i : H) (((h i x) * (h i x')))) = (((x == x')%:R : R) *
    ((#|H|)%N%:R : R)) :> R)) ->
  (forall x : X, ((\sum_(i : H) ((h i x))) = ((o x) * ((#|H|)%N%:R : R)) :> R)) ->
  (forall x : X, forall x' : X, (((o x) * (o x')) = ((o x) * ((x == x')%:R : R)) :> R)) ->
  forall grad_1 : H -> 'I_n -> R, (forall k : H, forall j : 'I_n, forall e_ : R, 0 < e_ -> exists2
    s_ : R, 0 < s_ & forall t_ : R, `|t_| < s_ -> `|(\sum_(x : X) q x * ((((((h k x) * (- 1)) + (p
    [ffun k_ : 'I_n => weights k_ + (if k_ == j then t_ else 0)] x)) ^+ 2) * (1 / 2%:R)))) -
    (\sum_(x : X) q x * ((((((h k x) * (- 1)) + (p weights x)) ^+ 2) * (1 / 2%:R)))) - grad_1 k j
    * t_| <= e_ * `|t_|) ->
  ((((#|H|)%N%:R : R)^-1 * (\sum_(i : H) ((\sum_(j : 'I_n) (((((((#|H|)%N%:R : R)^-1 * (\sum_(k :
    H) ((grad_1 k j)))) * (- 1)) + (grad_1 i j))) ^+ 2))))) = ((((- 1) * (\sum_(x : X) (((o x) *
    (\sum_(j : 'I_n) (((g j x)) ^+ 2)))))) + (\sum_(x : X) ((\sum_(j : 'I_n) (((g j x)) ^+ 2)))))
    * (((#|X|)%N%:R : R) ^+ 2)^-1) :> R).
Proof.
move=> R n H X q h o p w g _ H0 X0 slopes uniform complete mean one grad hg.
have e := gradient_of slopes (ell := fun i x u => (h i x * -1 + u) ^+ 2 * (1 / 2%:R))
  (ell' := fun i x u => u - h i x) (fun i x => deriv_square _ _) hg.
set N : R := #|H|%:R; have N0 : N != 0 by rewrite pnatr_eq0 -lt0n.
set m : R := #|X|%:R^-1; have qm x : q x = m by rewrite uniform expr1.
pose a j := \sum_x q x * (p w x * g j x); pose b i j := \sum_x q x * (h i x * g j x).
pose k j := \sum_x m * (o x * g j x).
have gE i j : grad i j = a j - b i j.
  by rewrite e /a /b -sumrB; apply: eq_bigr => x _; rewrite -mulrBr -mulrBl.
have sum_b j : \sum_i b i j = N * k j.
  rewrite exchange_big /k mulr_sumr; apply: eq_bigr => x _.
  rewrite -mulr_sumr -mulr_suml mean qm [N * _]mulrCA; congr (_ * _).
  by rewrite [o x * _]mulrC mulrA.
have sum_b2 j : \sum_i b i j ^+ 2 = N * (m ^+ 2 * \sum_x g j x ^+ 2).
  transitivity (\sum_i \sum_x \sum_y m ^+ 2 * (g j x * g j y) * (h i x * h i y)).
    apply: eq_bigr => i _; rewrite expr2 /b mulr_suml; apply: eq_bigr => x _.
    rewrite mulr_sumr; apply: eq_bigr => y _; rewrite !qm mulrACA -expr2 -mulrA.
    by congr (_ * _); rewrite mulrACA mulrC.
  rewrite exchange_big mulrCA !mulr_sumr; apply: eq_bigr => x _; rewrite exchange_big (bigD1 x) //=.
  rewrite -mulr_sumr complete eqxx mul1r big1 ?addr0 => [|y ne].
    by rewrite -expr2 -mulrA [g j x ^+ 2 * _]mulrC.
  by rewrite -mulr_sumr complete eq_sym (negbTE ne) mul0r mulr0.
have k2 j : k j ^+ 2 = m ^+ 2 * \sum_x o x * g j x ^+ 2.
  rewrite expr2 /k mulr_suml mulr_sumr; apply: eq_bigr => x _.
  rewrite mulr_sumr (bigD1 x) //= big1 ?addr0 => [|y ne].
    by rewrite mulrACA -expr2; congr (_ * _); rewrite mulrACA one eqxx mulr1 -expr2.
  by rewrite mulrACA [o x * _ * _]mulrACA one eq_sym (negbTE ne) mulr0 mul0r mulr0.
have -> : ((N)^-1 * (\sum_i \sum_j ((N^-1 * (\sum_k grad k j)) * -1 + grad i j) ^+ 2))
    = \sum_j (N^-1 * (\sum_i b i j ^+ 2) - k j ^+ 2).
  rewrite exchange_big mulr_sumr; apply: eq_bigr => j _.
  have -> : N^-1 * (\sum_k grad k j) = a j - k j.
    rewrite (eq_bigr (fun i => a j - b i j)) // sumrB sum_b sumr_const -mulr_natl -/N.
    by rewrite mulrBr !mulKf.
  transitivity (N^-1 * (\sum_i (b i j ^+ 2 - 2%:R * k j * b i j + k j ^+ 2))).
    congr (_ * _); apply: eq_bigr => i _; rewrite gE mulrN1 opprB addrA subrK.
    rewrite [k j - _]addrC.
    by rewrite sqrrD sqrrN mulNr mulNrn -[b i j * k j *+ 2]mulr_natl [b i j * _]mulrC mulrA.
  rewrite big_split sumrB -mulr_sumr sum_b sumr_const -[k j ^+ 2 *+ _]mulr_natl -/N !mulrDr mulKf //.
  rewrite mulrN [N^-1 * (2%:R * _ * _)]mulrCA mulKf // -[2%:R * _ * _]mulrA -expr2.
  by rewrite mulr_natl mulr2n opprD addrA subrK.
under eq_bigr do rewrite sum_b2 mulKf // k2 -mulrBr.
rewrite -mulr_sumr mulrC exprVn; congr (_ * _); rewrite sumrB addrC mulN1r.
rewrite [X in _ + X]exchange_big; congr (- _ + _).
by rewrite exchange_big; apply: eq_bigr => x _; rewrite mulr_sumr.
Qed.
