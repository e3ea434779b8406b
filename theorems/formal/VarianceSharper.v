(* Sharper than Theorem 1: the bound without orthogonality, and the exact variance for the family of
   all parities.

   End statements
     master_bessel            with row sums of the Gram matrix at most r in place of orthogonality
     master_variance          Var <= (r/|H|) E ||g||^2, the same for the square loss
     full_class_variance      all parities: Var = 4^-d times the sum of ||g(x)||^2 over x <> 0 *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import Parity VarianceBound VarianceGradient.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---- No orthogonality: the master theorem -------------------------------------------------- *)
Section Master.
Variables (R : realFieldType) (T : finType) (mu : T -> R).
Hypothesis mu_ge0 : forall x, 0 <= mu x.
Variables (H : finType) (h : H -> T -> R).
Notation gram f g := (E mu (fun x => f x * g x)).

(* Row sums of the Gram matrix at most r take the place of orthogonality and of the norms. *)
Variable r : R.
Hypothesis r_gt0 : 0 < r.
Hypothesis rows : forall i, \sum_j `|gram (h i) (h j)| <= r.

(* The squares of the coefficients along the family sum to at most r times the squared norm. *)
Theorem master_bessel (g : T -> R) :
  \sum_i gram (h i) g ^+ 2 <= r * E mu (fun x => g x ^+ 2).
Proof.
pose c i := gram (h i) g; set S := \sum_i _.
pose p x := \sum_i c i * h i x.
have gp : E mu (fun x => g x * p x) = S.
  rewrite (@E_ext _ _ _ _ (fun x => \sum_i c i * (h i x * g x))); last first.
    by move=> x; rewrite /p mulr_sumr; apply: eq_bigr => i _; rewrite mulrCA (mulrC (g x)).
  by rewrite E_sum; apply: eq_bigr => i _; rewrite E_scale expr2.
have pp : E mu (fun x => p x ^+ 2) = \sum_i \sum_j c i * c j * gram (h i) (h j).
  rewrite (@E_ext _ _ _ _ (fun x => \sum_i \sum_j c i * c j * (h i x * h j x))); last first.
    move=> x; rewrite expr2 {1}/p mulr_suml; apply: eq_bigr => i _.
    by rewrite /p mulr_sumr; apply: eq_bigr => j _; rewrite mulrACA.
  by rewrite E_sum; apply: eq_bigr => i _; rewrite E_sum; apply: eq_bigr => j _; rewrite E_scale.
have ppS : E mu (fun x => p x ^+ 2) <= r * S.
  have half : \sum_i \sum_j c i * c j * gram (h i) (h j)
      <= \sum_i \sum_j (c i ^+ 2 + c j ^+ 2) / 2%:R * `|gram (h i) (h j)|.
    apply: ler_sum => i _; apply: ler_sum => j _; apply: le_trans (ler_norm _) _.
    rewrite normrM; apply: ler_wpmul2r => //.
    rewrite ler_pdivl_mulr ?ltr0n // -[_ ^+ 2 in X in _ <= X + _]real_normK ?num_real //.
    rewrite -[c j ^+ 2]real_normK ?num_real // -subr_ge0 normrM mulr_natr addrAC.
    by rewrite -sqrrB sqr_ge0.
  rewrite pp; apply: le_trans half _.
  have -> : \sum_i \sum_j (c i ^+ 2 + c j ^+ 2) / 2%:R * `|gram (h i) (h j)|
      = \sum_i c i ^+ 2 * \sum_j `|gram (h i) (h j)|.
    have sym : \sum_i \sum_j c j ^+ 2 * `|gram (h i) (h j)|
        = \sum_i \sum_j c i ^+ 2 * `|gram (h i) (h j)|.
      rewrite exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _.
      by congr (_ * `|_|); apply: E_ext => x; rewrite mulrC.
    transitivity (2%:R^-1 * (\sum_i \sum_j c i ^+ 2 * `|gram (h i) (h j)|
                             + \sum_i \sum_j c j ^+ 2 * `|gram (h i) (h j)|)).
      rewrite -big_split mulr_sumr; apply: eq_bigr => i _; rewrite -big_split mulr_sumr.
      by apply: eq_bigr => j _; rewrite /= -mulrDl mulrA; congr (_ * _); rewrite mulrC.
    have tw u : 2%:R^-1 * (u + u) = u :> R.
      by rewrite -mulr2n -[u *+ 2]mulr_natl mulrA mulVf ?pnatr_eq0 // mul1r.
    rewrite sym tw.
    by apply: eq_bigr => i _; rewrite mulr_sumr.
  rewrite mulr_sumr; apply: ler_sum => i _; rewrite mulrC; apply: ler_wpmul2r (rows i).
  exact: sqr_ge0.
have pos : 0 <= E mu (fun x => (r * g x - p x) ^+ 2).
  by apply: E_ge0 => // x; exact: sqr_ge0.
have exp : E mu (fun x => (r * g x - p x) ^+ 2)
    = r ^+ 2 * E mu (fun x => g x ^+ 2) - 2%:R * r * S + E mu (fun x => p x ^+ 2).
  rewrite (@E_ext _ _ _ _ (fun x => r ^+ 2 * g x ^+ 2 - 2%:R * r * (g x * p x) + p x ^+ 2)).
    by rewrite E_add E_sub !E_scale gp.
  by move=> x; rewrite sqrrB exprMn -mulr_natl !mulrA.
rewrite -(ler_pmul2l r_gt0) -subr_ge0; apply: le_trans pos _; rewrite exp.
rewrite mulrA -expr2 -subr_ge0 opprD addrA addrAC; set u := _ * E mu _; rewrite addrAC.
have -> : u - r * S - (u - 2%:R * r * S) = r * S.
  by rewrite opprB addrC addrA subrK -mulrA mulr_natl mulr2n addrK.
by rewrite subr_ge0.
Qed.

(* So the variance of the gradients is at most r/|H| times E ||g||^2, for the square loss. *)
Theorem master_variance n (p : T -> R) (g : T -> 'I_n -> R) :
  Var (grad_sq mu h g p) <= r / #|H|%:R * E mu (fun x => sqnorm (g x)).
Proof.
have i0 : 0 <= (#|H|%:R : R)^-1 by rewrite invr_ge0 ler0n.
rewrite mulrAC [X in _ <= X]mulrC /Var /EH /sqnorm exchange_big /= E_sum !mulr_sumr.
apply: ler_sum => j _; apply: le_trans (EH_dev_le _ (E mu (fun x => p x * g x j))) _.
rewrite /EH; apply: ler_wpmul2l => //.
rewrite (eq_bigr (fun i => gram (h i) (fun x => g x j) ^+ 2)) ?master_bessel // => i _.
rewrite /grad_sq -E_sub -sqrrN -E_opp; congr (_ ^+ 2); apply: E_ext => x.
by rewrite mulrBl !opprB addrC subrK.
Qed.
End Master.

(* ---- All parities: the exact variance ------------------------------------------------------- *)
Section FullClass.
Variables (R : realFieldType) (d n : nat).
Notation cube := ({ffun 'I_d -> bool}).
Notation uniform := (@uniform R d).
Notation parity := (@parity R d).
Notation zero := ([ffun=> false] : cube).

(* All parities together: their sum over the class is 2^d at x = x' and 0 elsewhere. *)
Lemma complete (x x' : cube) : \sum_v parity v x * parity v x' = 2%:R ^+ d * (x == x')%:R.
Proof.
have p0 : (2%:R ^+ d : R) != 0 by rewrite expf_neq0 // pnatr_eq0.
have sym v (y : cube) : parity v y = parity y v.
  by rewrite /Parity.parity /inner; congr (_ ^+ _); apply: eq_bigr => i _; rewrite mulnC.
have := parity_orthogonality R x x'; rewrite /Ex => e; rewrite -e mulrA mulfV // mul1r.
by apply: eq_bigr => v _; rewrite (sym v x) (sym v x').
Qed.

Lemma parity_zero v : parity v zero = 1.
Proof. by rewrite /Parity.parity /inner big1 ?expr0 // => i _; rewrite ffunE. Qed.

Lemma sum_parity (x : cube) : \sum_v parity v x = 2%:R ^+ d * (x == zero)%:R.
Proof. by rewrite -complete; apply: eq_bigr => v _; rewrite parity_zero mulr1. Qed.

Variables (p : cube -> R) (g : cube -> 'I_n -> R).

Lemma parseval j : \sum_v (E uniform (fun x => parity v x * g x j)) ^+ 2
    = (2%:R ^+ d)^-1 * \sum_x g x j ^+ 2.
Proof.
have p0 : (2%:R ^+ d : R) != 0 by rewrite expf_neq0 // pnatr_eq0.
set q : R := (2%:R ^+ d)^-1; have qV : q * 2%:R ^+ d = 1 by rewrite /q mulVf.
transitivity (\sum_v \sum_x \sum_x' q * q * (g x j * g x' j) * (parity v x * parity v x')).
  apply: eq_bigr => v _; rewrite expr2 /E mulr_suml; apply: eq_bigr => x _.
  rewrite mulr_sumr; apply: eq_bigr => x' _; rewrite /VarianceGradient.uniform -/q.
  by rewrite mulrACA -[RHS]mulrA; congr (_ * _); rewrite mulrACA mulrC.
rewrite exchange_big mulr_sumr; apply: eq_bigr => x _; rewrite exchange_big (bigD1 x) //=.
rewrite -mulr_sumr complete eqxx mulr1 big1 ?addr0 => [|x' ne].
  by rewrite mulrAC -[q * q * _]mulrA qV mulr1 expr2.
by rewrite -mulr_sumr complete eq_sym (negbTE ne) !mulr0.
Qed.

(* The variance of the gradients over all parities, exactly: whatever the predictor is. *)
Theorem full_class_variance :
  Var (grad_sq uniform parity g p) = (2%:R ^+ d)^-1 ^+ 2 * \sum_(x | x != zero) sqnorm (g x).
Proof.
have p0 : (2%:R ^+ d : R) != 0 by rewrite expf_neq0 // pnatr_eq0.
set q : R := (2%:R ^+ d)^-1; have qV : q * 2%:R ^+ d = 1 by rewrite /q mulVf.
have cH : (#|{: cube}|%:R : R)^-1 = q by rewrite card_cube natrX.
pose b j v := E uniform (fun x => parity v x * g x j).
have meanb j : q * (\sum_v b j v) = q * g zero j.
  congr (_ * _); rewrite /b /E exchange_big (bigD1 zero) //= [X in _ + X]big1 ?addr0 => [|x ne];
    rewrite -mulr_sumr -mulr_suml sum_parity.
    by rewrite eqxx mulr1 /VarianceGradient.uniform -/q mulrA qV mul1r.
  by rewrite (negbTE ne) mulr0 mul0r mulr0.
pose m j := E uniform (fun x => p x * g x j).
have gradE v j : grad_sq uniform parity g p v j = m j - b j v.
  by rewrite /grad_sq -E_sub; apply: E_ext => x; rewrite mulrBl.
have meang j : q * (\sum_v grad_sq uniform parity g p v j) = m j - q * g zero j.
  rewrite (eq_bigr (fun v => m j - b j v)) // sumrB mulrBr meanb sumr_const card_cube.
  by rewrite -[m j *+ _]mulr_natl natrX mulrA qV mul1r.
rewrite /Var /EH cH /sqnorm [in LHS]exchange_big [in RHS]exchange_big /= mulr_sumr.
rewrite [RHS]mulr_sumr; apply: eq_bigr => j _.
set k := q * g zero j.
transitivity (q * (\sum_v (b j v ^+ 2 - 2%:R * k * b j v + k ^+ 2))).
  congr (_ * _); apply: eq_bigr => v _; rewrite meang gradE -/k.
  have -> : m j - b j v - (m j - k) = - (b j v - k).
    by rewrite opprB addrC addrA subrK opprB addrC.
  by rewrite sqrrN sqrrB -[b j v * k *+ 2]mulr_natl [b j v * k]mulrC mulrA.
have -> : \sum_v (b j v ^+ 2 - 2%:R * k * b j v + k ^+ 2)
    = (\sum_v b j v ^+ 2) - 2%:R * k * (\sum_v b j v) + 2%:R ^+ d * k ^+ 2.
  rewrite big_split sumrB -mulr_sumr sumr_const card_cube; congr (_ + _).
  by rewrite -[LHS]mulr_natl natrX.
rewrite parseval -/q mulrDr mulrBr [q * (2%:R ^+ d * _)]mulrA qV mul1r.
have -> : q * (2%:R * k * (\sum_v b j v)) = 2%:R * k ^+ 2.
  by rewrite mulrCA meanb -/k -mulrA.
rewrite (bigD1 zero) //=; set s := \sum_(x | x != zero) _; rewrite !mulrDr.
have -> : q * (q * g zero j ^+ 2) = k ^+ 2 by rewrite /k exprMn mulrA.
have -> : q * (q * s) = q ^+ 2 * s by rewrite mulrA.
move: (k ^+ 2) (q ^+ 2 * s) => u w.
by rewrite mulr_natl mulr2n opprD addrA [u + w]addrC addrK subrK.
Qed.
End FullClass.
