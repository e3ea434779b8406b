(* Telgarsky's sawtooth, and that shallow networks cannot follow it (Telgarsky 2015).

   End statements
     mirror_iter              the mirror map iterated k times is i mod 2 at i/2^k
     deep_net                 a relu network of 2k layers of 2 units computes it on all of R
     deep_zero_errors         so it errs at none of the 2^k alternating points
     piece_bound              a unit of layer l has at most (2m)^l affine pieces
     risk_paper               a function of t pieces errs on at least (n - 4t)/(3n) of the points
     shallow_risk             with (2m)^l 8 <= 2^k, l layers of m units err on at least 1/6
     layer_pieces             sharper: at most (m + 1)^l pieces, the same ones for a whole layer
     errors_relu              sharper: 2^k <= 2 errors + 2 (m + 1)^(l - 1)
     shallow_risk_sharp       sharper: at least 7/16
     telgarsky_separation     the deep network's errors and the shallow networks', together *)
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Telgarsky.
Variable R : realFieldType.
Implicit Types (x y z a b c u : R) (f : R -> R) (bs : seq R).

Definition relu u : R := Num.max 0 u.
Lemma relu_ge u : 0 <= u -> relu u = u. Proof. by move=> h; apply/max_idPr. Qed.
Lemma relu_le u : u <= 0 -> relu u = 0. Proof. by move=> h; apply/max_idPl. Qed.

(* f_m as the 2-layer, 2-node ReLU network of the paper *)
Definition mirror u : R := relu (2%:R * relu u - 4%:R * relu (u - 2%:R^-1)).

Lemma two_neq0 : (2%:R : R) != 0. Proof. by rewrite pnatr_eq0. Qed.
Lemma two_gt0 : (0 : R) < 2%:R. Proof. by rewrite ltr0n. Qed.
Lemma four_half : 4%:R * 2%:R^-1 = 2%:R :> R.
Proof.
have -> : 4%:R = 2%:R * 2%:R :> R by rewrite -natrM.
by rewrite mulfK // two_neq0.
Qed.

Lemma mirror_lo u : 0 <= u -> u <= 2%:R^-1 -> mirror u = 2%:R * u.
Proof.
move=> u0 u1; rewrite /mirror (relu_ge u0) (@relu_le (u - _)) ?subr_le0 //.
by rewrite mulr0 subr0 relu_ge // mulr_ge0 // ler0n.
Qed.

Lemma mirror_hi u : 2%:R^-1 <= u -> u <= 1 -> mirror u = 2%:R * (1 - u).
Proof.
move=> u0 u1; have h : 0 <= u by apply: le_trans u0; rewrite invr_ge0 ler0n.
rewrite /mirror (relu_ge h) (@relu_ge (u - _)) ?subr_ge0 //.
have -> : 2%:R * u - 4%:R * (u - 2%:R^-1) = 2%:R * (1 - u).
  rewrite !mulrBr four_half mulr1 opprB addrC -addrA; congr (_ + _).
  by rewrite addrC -mulrBl -[2%:R - 4%:R]opprB -natrB // mulNr.
by rewrite relu_ge // mulr_ge0 ?ler0n // subr_ge0.
Qed.

(* The value of the k-fold sawtooth on the dyadic grid. *)
Theorem mirror_iter k i : (i <= 2 ^ k)%N ->
  iter k mirror (i%:R / 2%:R ^+ k) = (odd i)%:R.
Proof.
elim: k i => [|k IH] i; first by case: i => [|[|]] //= _; rewrite divr1.
move=> le; rewrite iterSr.
have p0 : (0 : R) < 2%:R ^+ k by rewrite exprn_gt0 // two_gt0.
have p1 : (0 : R) < 2%:R ^+ k.+1 by rewrite exprn_gt0 // two_gt0.
have e u : 2%:R * (u / 2%:R ^+ k.+1) = u / 2%:R ^+ k :> R.
  by rewrite exprS invfM mulrCA mulVKf ?two_neq0.
have half : 2%:R^-1 = (2 ^ k)%:R / 2%:R ^+ k.+1 :> R.
  by rewrite natrX exprSr invfM mulrA divff ?mul1r // lt0r_neq0.
have [lo|hi] := leqP i (2 ^ k).
  rewrite mirror_lo ?e ?IH //; first by rewrite divr_ge0 ?ler0n // ltW.
  by rewrite half ler_pmul2r ?invr_gt0 // ler_nat.
rewrite mirror_hi; last 2 first.
- by rewrite half ler_pmul2r ?invr_gt0 // ler_nat ltnW.
- by rewrite ler_pdivr_mulr // mul1r -natrX ler_nat.
have -> : 1 - i%:R / 2%:R ^+ k.+1 = (2 ^ k.+1 - i)%N%:R / 2%:R ^+ k.+1 :> R.
  by rewrite natrB // mulrBl natrX divff // lt0r_neq0.
rewrite e IH; last by rewrite leq_subLR expnS mul2n -addnn leq_add2r ltnW.
by rewrite oddB // expnS mul2n odd_double addFb.
Qed.

(* ------------------------------------------------------------------ *)
(* Piecewise affine functions: "same bs x y" = x, y lie in the same cell *)
(* of the partition of the line into half-open intervals cut at bs.      *)
Definition same bs x y := all (fun b => (b <= x) == (b <= y)) bs.
Definition collin f x y z := (f y - f x) * (z - x) = (f z - f x) * (y - x).
Definition saw bs f := forall x y z, same bs x y -> same bs x z -> collin f x y z.

Lemma same_refl bs x : same bs x x. Proof. by apply/allP => b _; rewrite eqxx. Qed.
Lemma same_sym bs x y : same bs x y = same bs y x.
Proof. by apply: eq_all => b; rewrite eq_sym. Qed.
Lemma same_trans bs y x z : same bs x y -> same bs y z -> same bs x z.
Proof.
move=> /allP h1 /allP h2; apply/allP => b hb.
by rewrite (eqP (h1 _ hb)); exact: h2.
Qed.
Lemma same_cat bs1 bs2 x y : same (bs1 ++ bs2) x y = same bs1 x y && same bs2 x y.
Proof. exact: all_cat. Qed.

Lemma saw_affine a b : saw [::] (fun x => a * x + b).
Proof.
move=> x y z _ _; rewrite /collin.
have e u v : a * v + b - (a * u + b) = a * (v - u).
  by rewrite opprD addrACA subrr addr0 mulrBr.
by rewrite !e mulrAC.
Qed.

Lemma saw_ext bs f1 f2 : f1 =1 f2 -> saw bs f1 -> saw bs f2.
Proof. by move=> e h x y z xy xz; rewrite /collin -!e; exact: h. Qed.

Lemma saw_add bs1 bs2 f1 f2 : saw bs1 f1 -> saw bs2 f2 ->
  saw (bs1 ++ bs2) (fun x => f1 x + f2 x).
Proof.
move=> h1 h2 x y z; rewrite !same_cat => /andP[a1 a2] /andP[b1 b2].
have e u v : f1 v + f2 v - (f1 u + f2 u) = (f1 v - f1 u) + (f2 v - f2 u).
  by rewrite opprD addrACA.
by rewrite /collin !e [LHS]mulrDl [RHS]mulrDl (h1 _ _ _ a1 b1) (h2 _ _ _ a2 b2).
Qed.

Lemma saw_scale bs f a : saw bs f -> saw bs (fun x => a * f x).
Proof.
by move=> h x y z xy xz; rewrite /collin -!mulrBr -!mulrA (h _ _ _ xy xz).
Qed.

Lemma saw_sum (I : Type) (r : seq I) (F : I -> R -> R) s :
  (forall i, exists2 bs, (size bs <= s)%N & saw bs (F i)) ->
  exists2 bs, (size bs <= size r * s)%N & saw bs (fun x => \sum_(i <- r) F i x).
Proof.
move=> h; elim: r => [|i r [bs sb hb]].
  exists [::] => // x y z _ _; by rewrite /collin !big_nil subrr !mul0r.
have [bi si hi] := h i; exists (bi ++ bs); first by rewrite size_cat mulSn leq_add.
by apply: saw_ext (saw_add hi hb) => x; rewrite big_cons.
Qed.

(* ---- every cell has its affine formula, from a list of (size bs + 1) formulas ---- *)
Definition nxt bs b := foldr (fun b' c => if b < b' then Num.min b' c else c) (b + 1) bs.
Lemma nxt_gt bs b : b < nxt bs b.
Proof.
elim: bs => [|b' bs IH] /=; first by rewrite ltr_addl ltr01.
by case: ifP => // h; rewrite lt_minr h.
Qed.
Lemma nxt_le bs b b' : b' \in bs -> b < b' -> nxt bs b <= b'.
Proof.
elim: bs => [//|c bs IH]; rewrite inE => /orP[/eqP<-|hb] lt /=.
  by rewrite lt le_minl lexx.
by case: ifP => _; rewrite ?le_minl IH ?orbT.
Qed.
Definition lowest bs := foldr Num.min 0 bs - 1.
Lemma lowest_lt bs b : b \in bs -> lowest bs < b.
Proof.
rewrite /lowest ltr_subl_addr; elim: bs => [//|c bs IH]; rewrite inE => /orP[/eqP<-|hb] /=.
  by rewrite lt_minl ltr_addl ltr01.
by rewrite lt_minl IH ?orbT.
Qed.
Lemma below bs x : (forall b, b \in bs -> x < b) \/
  exists2 b, b \in bs & b <= x /\ forall b', b' \in bs -> b' <= x -> b' <= b.
Proof.
elim: bs => [|c bs IH]; first by left.
have [cx|xc] := leP c x; last first.
  case: IH => [h|[b hb [bx hm]]]; [left|right].
    by move=> b; rewrite inE => /orP[/eqP->|/h].
  exists b; rewrite ?inE ?hb ?orbT //; split=> // b'.
  by rewrite inE => /orP[/eqP->|/hm //]; rewrite leNgt xc.
right; case: IH => [h|[b hb [bx hm]]].
  exists c; rewrite ?inE ?eqxx //; split=> // b'; rewrite inE => /orP[/eqP->//|/h].
  by rewrite ltNge => /negbTE->.
have [cb|bc] := leP c b.
  exists b; rewrite ?inE ?hb ?orbT //; split=> // b'; rewrite inE => /orP[/eqP->//|].
  exact: hm.
exists c; rewrite ?inE ?eqxx //; split=> // b'; rewrite inE => /orP[/eqP->//|h' l'].
by apply: le_trans (hm _ h' l') (ltW bc).
Qed.

Definition reps bs : seq (R * R) :=
  (lowest bs, lowest bs - 1) :: [seq (b, (b + nxt bs b) / 2%:R) | b <- bs].

Lemma reps_ok bs r : r \in reps bs -> r.1 != r.2 /\ same bs r.1 r.2.
Proof.
rewrite inE => /orP[/eqP->|/mapP[b hb ->]] /=.
  split; first by rewrite eq_sym -subr_eq0 addrAC subrr add0r oppr_eq0 oner_eq0.
  apply/allP => b hb; have lt := lowest_lt hb; rewrite !leNgt lt.
  by rewrite (lt_trans _ lt) // ltr_subl_addr ltr_addl ltr01.
have lt : b < (b + nxt bs b) / 2%:R by rewrite midf_lt // nxt_gt.
split; first by rewrite lt_eqF.
apply/allP => b' hb'; apply/eqP; apply/idP/idP => [h|h]; first exact: le_trans h (ltW lt).
rewrite leNgt; apply/negP => lt'.
have := nxt_le hb' lt'; apply/negP; rewrite -ltNge; apply: le_lt_trans h _.
by rewrite midf_lt // nxt_gt.
Qed.

Lemma reps_cover bs x : exists2 r, r \in reps bs & same bs x r.1.
Proof.
case: (below bs x) => [h|[b hb [bx hm]]].
  exists (lowest bs, lowest bs - 1); rewrite ?inE ?eqxx //=.
  by apply/allP => b hb; rewrite !leNgt h // lowest_lt.
exists (b, (b + nxt bs b) / 2%:R).
  by rewrite inE; apply/orP; right; apply/mapP; exists b.
apply/allP => b' hb' /=; apply/eqP; apply/idP/idP => [|h]; [exact: hm|exact: le_trans h bx].
Qed.

Lemma saw_formulas bs f : saw bs f -> exists2 ab : seq (R * R),
  size ab = (size bs).+1 &
  forall x, exists2 p, p \in ab & forall y, same bs x y -> f y = p.1 * y + p.2.
Proof.
move=> hs.
pose sl (r : R * R) := (f r.2 - f r.1) / (r.2 - r.1).
pose fo r := (sl r, f r.1 - sl r * r.1).
exists [seq fo r | r <- reps bs]; first by rewrite size_map /= size_map.
move=> x; have [r hr xr] := reps_cover bs x; have [ne sr] := reps_ok hr.
exists (fo r); first by apply: map_f.
move=> y xy; have ry : same bs r.1 y by apply: same_trans xy; rewrite same_sym.
have := hs _ _ _ ry sr; rewrite /collin /= => e.
have nz : r.2 - r.1 != 0 by rewrite subr_eq0 eq_sym.
by rewrite addrCA -mulrBr /sl mulrAC -e mulfK // [RHS]addrC subrK.
Qed.

(* ---- ReLU adds at most one cut to each piece ---- *)
Lemma saw_relu_cuts bs f : saw bs f ->
  exists2 qs, size qs = (size bs).+1 & saw (bs ++ qs) (fun x => relu (f x)).
Proof.
move=> hs; have [ab sz hab] := saw_formulas hs.
exists [seq - p.2 / p.1 | p <- ab]; first by rewrite size_map sz.
move=> x y z; rewrite !same_cat => /andP[xy cy] /andP[xz cz].
have [p hp fo] := hab x.
have fx := fo _ (same_refl bs x); have fy := fo _ xy; have fz := fo _ xz.
pose c := - p.2 / p.1; have hc : c \in [seq - p.2 / p.1 | p <- ab] by apply: map_f.
have {cy}ey : (c <= x) = (c <= y) by apply/eqP/(allP cy).
have {cz}ez : (c <= x) = (c <= z) by apply/eqP/(allP cz).
have hcol : collin f x y z by exact: hs.
have zero : relu (f x) = 0 -> relu (f y) = 0 -> relu (f z) = 0 ->
    collin (fun x => relu (f x)) x y z.
  by rewrite /collin => -> -> ->; rewrite subrr !mul0r.
have lin : relu (f x) = f x -> relu (f y) = f y -> relu (f z) = f z ->
    collin (fun x => relu (f x)) x y z.
  by rewrite /collin => -> -> ->.
case: (ltrgt0P p.1) => sg.
- have k u : (c <= u) = (0 <= p.1 * u + p.2).
    by rewrite /c ler_pdivr_mulr // -ler_subl_addr sub0r mulrC.
  have [cx|cx] := boolP (c <= x).
    by apply: lin; apply: relu_ge; rewrite ?fx ?fy ?fz -k -?ey -?ez.
  apply: zero; apply: relu_le; apply: ltW; rewrite ltNge ?fx ?fy ?fz -k -?ey -?ez //.
- have k u : (c <= u) = (p.1 * u + p.2 <= 0).
    by rewrite /c ler_ndivr_mulr // -ler_subr_addr sub0r mulrC.
  have [cx|cx] := boolP (c <= x).
    by apply: zero; apply: relu_le; rewrite ?fx ?fy ?fz -k -?ey -?ez.
  apply: lin; apply: relu_ge; apply: ltW; rewrite ltNge ?fx ?fy ?fz -k -?ey -?ez //.
- by rewrite /collin fx fy fz sg !mul0r !add0r subrr !mul0r.
Qed.

Lemma saw_relu bs f : saw bs f ->
  exists2 bs', size bs' = (size bs + (size bs).+1)%N & saw bs' (fun x => relu (f x)).
Proof.
by move=> /saw_relu_cuts[qs sz h]; exists (bs ++ qs); first by rewrite size_cat sz.
Qed.

(* ------------------------------------------------------------------ *)
(* Networks: layer i has (n i) nodes; every node of every layer applies *)
(* ReLU to an affine combination of all the nodes of the layer below.    *)
Section Net.
Variable n : nat -> nat.
Variable W : forall i, 'M[R]_(n i, n i.+1).
Variable bi : forall i, 'rV[R]_(n i.+1).
Fixpoint act (i : nat) (x : R) : 'rV[R]_(n i) :=
  if i is i'.+1 then map_mx relu (act i' x *m W i' + bi i') else const_mx x.
Definition node l (j : 'I_(n l)) (x : R) : R := act l x 0 j.

(* pieces_le t f : f is affine on each of at most t consecutive intervals *)
Definition pieces_le t f := exists2 bs, (size bs < t)%N & saw bs f.

(* Every node of layer l + 1 has at most (2m)^(l + 1) affine pieces. *)
Theorem piece_bound m l (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) ->
  pieces_le ((2 * m) ^ l.+1) (node j).
Proof.
elim: l j => [|l IH] j hm.
  have m1 : (1 <= m)%N by apply: leq_trans (hm 1%N isT); apply: leq_ltn_trans (ltn_ord j).
  have hs := saw_affine (\sum_i W 0%N i j) (bi 0%N 0 j).
  have [bs sz hb] := saw_relu hs; exists bs.
    by rewrite sz /= expn1 (@leq_mul 2 1 2 m).
  apply: saw_ext hb => x; rewrite /node /= !mxE; congr (relu (_ + _)).
  by rewrite mulr_suml; apply: eq_bigr => i _; rewrite !mxE mulrC.
have m1 : (1 <= m)%N.
  by apply: leq_trans (hm l.+2 _); rewrite ?leqnn //; apply: leq_ltn_trans (ltn_ord j).
have hm' i : (0 < i <= l.+1)%N -> (n i <= m)%N.
  by case/andP=> i0 il; apply: hm; rewrite i0 leqW.
set K := ((2 * m) ^ l.+1)%N in IH *.
have szE : size (index_enum [finType of 'I_(n l.+1)]) = n l.+1.
  by rewrite [index_enum _]unlock -enumT -cardE card_ord.
have [bs sz hb] : exists2 bs, (size bs <= n l.+1 * K.-1)%N
   & saw bs (fun x => \sum_(i < n l.+1) W l.+1 i j * node i x).
  pose G (i : 'I_(n l.+1)) x := W l.+1 i j * node i x.
  have [|bs sz hb] := @saw_sum _ (index_enum [finType of 'I_(n l.+1)]) G K.-1.
    move=> i; have [bs sz hb] := IH i hm'.
    by exists bs; [rewrite -ltnS prednK // (leq_trans _ sz)|exact: saw_scale].
  by exists bs => //; move: sz; rewrite szE.
have hb2 := saw_add hb (saw_affine 0 (bi l.+1 0 j)).
have [bs' sz' hb'] := saw_relu hb2; exists bs'.
  have K1 : (0 < K)%N by rewrite expn_gt0 muln_gt0 m1.
  rewrite sz' cats0 -addSn addnn expnS -/K -mulnA mul2n leq_double.
  apply: (@leq_trans (m * K.-1).+1).
    rewrite ltnS; apply: leq_trans sz _; rewrite leq_mul2r.
    by rewrite hm ?orbT //= leqnSn.
  by rewrite -{2}(prednK K1) mulnS -addn1 addnC leq_add2r.
apply: saw_ext hb' => x; rewrite /node /= !mxE; congr (relu (_ + _)).
  by apply: eq_bigr => i _; rewrite mulrC.
by rewrite mul0r add0r.
Qed.
End Net.

(* ------------------------------------------------------------------ *)
(* Thresholding at 1/2 and counting errors on n-alternating points.       *)
Definition answer f x : bool := 2%:R^-1 <= f x.
Definition side (q : R * bool) u : bool := if q.2 then q.1 < u else q.1 <= u.
Lemma side_mono q x y : x <= y -> side q x -> side q y.
Proof.
by move=> xy; rewrite /side; case: q.2 => h; [exact: lt_le_trans h xy|exact: le_trans h xy].
Qed.

(* A t-piece function, thresholded, is constant between 2t-1 cuts. *)
Lemma saw_threshold bs f : saw bs f -> exists2 qs : seq (R * bool),
  size qs = (size bs + (size bs).+1)%N &
  forall x y, all (fun q => side q x == side q y) qs -> answer f x = answer f y.
Proof.
move=> hs; have [ab sz hab] := saw_formulas hs.
pose cut (p : R * R) := ((2%:R^-1 - p.2) / p.1, p.1 < 0).
exists ([seq (b, false) | b <- bs] ++ [seq cut p | p <- ab]).
  by rewrite size_cat !size_map sz.
move=> x y; rewrite all_cat => /andP[xy cy].
have {}xy : same bs x y by move: xy; rewrite all_map.
have [p hp fo] := hab x.
have /(allP cy) /eqP : cut p \in [seq cut p | p <- ab] by apply: map_f.
rewrite /answer (fo _ (same_refl bs x)) (fo _ xy) /side /cut /=.
case: (ltrgt0P p.1) => sg.
- by rewrite !ler_pdivr_mulr // !ler_subl_addr ![p.1 * _]mulrC.
- by rewrite !ltr_ndivr_mulr // !ltr_subr_addr ![p.1 * _]mulrC !leNgt => ->.
- by rewrite sg !mul0r.
Qed.

Lemma alt_count (qs : seq (R * bool)) (g : R -> bool) (pt : nat -> R) h :
  (forall x y, all (fun q => side q x == side q y) qs -> g x = g y) ->
  (forall i j, (i <= j)%N -> pt i <= pt j) ->
  (h <= \sum_(0 <= i < h.*2) (g (pt i) != odd i) + size qs)%N.
Proof.
move=> hg mon.
pose jump q j := (side q (pt j.*2.+1) - side q (pt j.*2))%N.
have tel q m : (\sum_(0 <= j < m) jump q j <= side q (pt m.*2))%N.
  elim: m => [|m IH]; first by rewrite big_geq.
  rewrite big_nat_recr //= (leq_trans (leq_add IH (leqnn _))) // /jump subnKC.
    by case h1: (side q (pt m.*2.+1)) => //; rewrite (side_mono _ h1) // mon // doubleS.
  by case h1: (side q (pt m.*2)) => //; rewrite (side_mono _ h1) // mon.
have pair j : (1 <= ((g (pt j.*2) != odd j.*2) + (g (pt j.*2.+1) != odd j.*2.+1))
    + \sum_(q <- qs) jump q j)%N.
  rewrite /= odd_double /=.
  case: (boolP (all (fun q => side q (pt j.*2) == side q (pt j.*2.+1)) qs)).
    by move/hg => ->; case: (g _).
  case/allPn => q hq ne; rewrite addnC (big_rem q hq) /= /jump -addnA.
  have le : (side q (pt j.*2) <= side q (pt j.*2.+1))%N.
    by case h1: (side q (pt j.*2)) => //; rewrite (side_mono _ h1) // mon.
  by move: ne le; case: (side q _); case: (side q _).
have dbl m (F : nat -> nat) :
    (\sum_(0 <= i < m.*2) F i = \sum_(0 <= j < m) (F j.*2 + F j.*2.+1))%N.
  elim: m => [|m IH]; first by rewrite !big_geq.
  by rewrite doubleS !big_nat_recr //= IH addnA.
rewrite dbl; apply: (@leq_trans (\sum_(0 <= j < h) 1)%N).
  by rewrite sum_nat_const_nat subn0 muln1.
apply: leq_trans (leq_sum _ (fun j _ => pair j)) _.
rewrite big_split /= leq_add2l exchange_big /= -sum1_size.
by apply: leq_sum => q _; apply: leq_trans (tel q h) _; case: (side _ _).
Qed.

Definition grid k i : R := i%:R / 2%:R ^+ k.
Lemma pow2_gt0 k : (0 : R) < 2%:R ^+ k. Proof. by rewrite exprn_gt0 // two_gt0. Qed.
Lemma grid_mono k i j : (i <= j)%N -> grid k i <= grid k j.
Proof. by move=> ij; rewrite ler_pmul2r ?invr_gt0 ?pow2_gt0 // ler_nat. Qed.

(* number of misclassified points among the n = 2^k alternating points *)
Definition errors k f : nat := (\sum_(0 <= i < 2 ^ k) (answer f (grid k i) != odd i))%N.
Definition risk k f : R := (errors k f)%:R / 2%:R ^+ k.

(* every f with at most t affine pieces errs on at least n/2 - 2t + 1 points *)
Theorem errors_lower k t f : pieces_le t f ->
  (2 ^ k < (errors k.+1 f) + t.*2)%N.
Proof.
move=> [bs sz hb]; have [qs sq hq] := saw_threshold hb.
have e2 : (2 ^ k.+1 = (2 ^ k).*2)%N by rewrite expnS mul2n.
have := alt_count (2 ^ k)%N hq (@grid_mono k.+1).
rewrite -e2 -/(errors k.+1 f) -ltnS sq -addnS => le; apply: leq_trans le _.
by rewrite leq_add2l -addSn addnn leq_double.
Qed.

(* the bound (n - 4t)/(3n) of the paper follows *)
Theorem risk_paper k t f : pieces_le t f ->
  ((2 ^ k.+1)%:R - (4 * t)%:R) / (3 * 2 ^ k.+1)%:R <= risk k.+1 f.
Proof.
move=> /(errors_lower k) lt; rewrite /risk -natrX.
have p1 : (0 : R) < (2 ^ k.+1)%:R by rewrite ltr0n expn_gt0.
have p3 : (0 : R) < (3 * 2 ^ k.+1)%:R by rewrite ltr0n muln_gt0 expn_gt0.
rewrite ler_pdivr_mulr // mulrAC [(3 * _)%:R]natrM mulrA mulfK ?lt0r_neq0 //.
rewrite ler_subl_addr -natrM -natrD ler_nat.
move: lt; rewrite expnS; set n := (2 ^ k)%N; set e := errors _ _ => lt.
apply: (@leq_trans (2 * (e + t.*2))%N); first by rewrite leq_mul2l ltnW.
by rewrite mulnDr -muln2 mulnCA [(t * _)%N]mulnC leq_add // mulnC leq_mul2l orbT.
Qed.

(* m <= 2^((k-3)/l - 1)  <=>  (2m)^l * 8 <= 2^k : shallow networks fail *)
Section Lower.
Variable n : nat -> nat.
Variable W : forall i, 'M[R]_(n i, n i.+1).
Variable bi : forall i, 'rV[R]_(n i.+1).
(* A network with l + 1 layers of at most m units errs on more than a quarter. *)
Theorem shallow_errors m l k (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) ->
  ((2 * m) ^ l.+1 * 8 <= 2 ^ k)%N ->
  (2 ^ k < 4 * errors k (node W bi j))%N.
Proof.
move=> hm; set f := node _ _ _; have pc := piece_bound W bi j hm.
case: k => [|k].
  rewrite leqNgt (@leq_trans 8) //; apply: leq_pmull; rewrite expn_gt0 muln_gt0 /=.
  by rewrite (leq_trans _ (hm l.+1 _)) ?leqnn //; apply: leq_ltn_trans (ltn_ord j).
move=> le; have lt := errors_lower k pc; set t := ((2 * m) ^ l.+1)%N in le lt.
have e8 : (t * 8 = 4 * t.*2)%N by rewrite -muln2 mulnC mulnCA mulnC.
have le2 : (2 * t.*2 <= 2 ^ k)%N.
  by rewrite -(@leq_pmul2l 2) // mulnA -expnS; move: le; rewrite e8.
have h4 : (4 * 2 ^ k < 4 * errors k.+1 f + 4 * t.*2)%N by rewrite -mulnDr ltn_pmul2l.
have h2 : (4 * t.*2 <= 2 * 2 ^ k)%N by rewrite -[4%N]/(2 * 2)%N -mulnA leq_pmul2l.
rewrite expnS -(ltn_add2r (2 * 2 ^ k)) -mulnDl -[(2 + 2)%N]/4%N.
by apply: leq_trans h4 _; rewrite leq_add2l.
Qed.

(* In particular on at least a sixth of the points. *)
Corollary shallow_risk m l k (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) ->
  ((2 * m) ^ l.+1 * 8 <= 2 ^ k)%N ->
  6%:R^-1 <= risk k (node W bi j).
Proof.
move=> hm le; have lt := shallow_errors j hm le; rewrite /risk.
rewrite ler_pdivl_mulr ?pow2_gt0 // mulrC ler_pdivr_mulr ?ltr0n //.
rewrite -natrX -natrM ler_nat mulnC; apply: leq_trans (ltnW lt) _.
by rewrite leq_mul2r orbT.
Qed.
End Lower.

(* ------------------------------------------------------------------ *)
(* Sharper: one list of cuts serves a whole layer, which so makes at most m + 1 pieces of one; *)
(* the output unit answers as the affine combination that it reads; a constant answer is wrong at *)
(* one of any two neighbours, not only at one of every second pair. *)
Lemma saw_sub bs bs' f : {subset bs <= bs'} -> saw bs f -> saw bs' f.
Proof.
move=> sub h x y z /allP xy /allP xz.
by apply: h; apply/allP => b /sub; [exact: xy|exact: xz].
Qed.

Lemma saw_sum_same (I : Type) (r : seq I) (F : I -> R -> R) bs :
  (forall i, saw bs (F i)) -> saw bs (fun x => \sum_(i <- r) F i x).
Proof.
move=> h; elim: r => [|i r IH] x y z xy xz.
  by rewrite /collin !big_nil subrr !mul0r.
have e u : \sum_(i <- i :: r) F i u = F i u + \sum_(i <- r) F i u by rewrite big_cons.
have := saw_add (h i) IH; rewrite /collin !e; apply; by rewrite same_cat ?xy ?xz.
Qed.

Lemma saw_relu_all (I : eqType) (r : seq I) (F : I -> R -> R) bs :
  (forall i, saw bs (F i)) -> exists2 qs, (size qs <= size r * (size bs).+1)%N
   & forall i, i \in r -> saw (bs ++ qs) (fun x => relu (F i x)).
Proof.
move=> h; elim: r => [|i r [qs sz hq]]; first by exists [::].
have [ps sp hp] := saw_relu_cuts (h i); exists (ps ++ qs).
  by rewrite size_cat sp mulSn leq_add2l.
move=> j; rewrite inE => /orP[/eqP->|jr].
  by apply: saw_sub hp => b; rewrite !mem_cat => /orP[]->; rewrite ?orbT.
by apply: saw_sub (hq j jr) => b; rewrite !mem_cat => /orP[]->; rewrite ?orbT.
Qed.

Lemma alternation_count (qs : seq (R * bool)) (g : R -> bool) (pt : nat -> R) N :
  (forall x y, all (fun q => side q x == side q y) qs -> g x = g y) ->
  (forall i j, (i <= j)%N -> pt i <= pt j) ->
  (N <= 2 * (\sum_(0 <= i < N) (g (pt i) != odd i)) + (size qs).+1)%N.
Proof.
move=> hg mon; case: N => [//|N]; rewrite addnS ltnS.
pose e i : nat := g (pt i) != odd i.
pose jump q i := (side q (pt i.+1) - side q (pt i))%N.
have tel q : (\sum_(0 <= i < N) jump q i <= 1)%N.
  suff h M : (\sum_(0 <= i < M) jump q i <= side q (pt M))%N.
    by apply: leq_trans (h N) _; case: (side _ _).
  elim: M => [|M IH]; first by rewrite big_geq.
  rewrite big_nat_recr //= (leq_trans (leq_add IH (leqnn _))) // /jump subnKC //.
  by case h1: (side q (pt M)) => //; rewrite (side_mono _ h1) // mon.
have pair i : (1 <= (e i + e i.+1) + \sum_(q <- qs) jump q i)%N.
  rewrite /e /=; case: (boolP (all (fun q => side q (pt i) == side q (pt i.+1)) qs)).
    by move/hg => ->; case: (g _); case: (odd i).
  case/allPn => q hq ne; rewrite addnC (big_rem q hq) /= /jump -addnA.
  have le : (side q (pt i) <= side q (pt i.+1))%N.
    by case h1: (side q (pt i)) => //; rewrite (side_mono _ h1) // mon.
  by move: ne le; case: (side q _); case: (side q _).
apply: (@leq_trans (\sum_(0 <= i < N) 1)%N); first by rewrite sum_nat_const_nat subn0 muln1.
apply: leq_trans (leq_sum _ (fun i _ => pair i)) _; rewrite !big_split /=.
apply: leq_add.
  rewrite mul2n -addnn; apply: leq_add; first by rewrite big_nat_recr //= leq_addr.
  by rewrite big_nat_recl //= leq_addl.
rewrite exchange_big /= -sum1_size; apply: leq_sum => q _; exact: tel.
Qed.

Section Sharper.
Variable n : nat -> nat.
Variable W : forall i, 'M[R]_(n i, n i.+1).
Variable bi : forall i, 'rV[R]_(n i.+1).

(* What node j of layer l + 1 reads. *)
Definition reads l (j : 'I_(n l.+1)) x : R := \sum_i W l i j * node W bi i x + bi l 0 j.

Lemma node_reads l (j : 'I_(n l.+1)) x : node W bi j x = relu (reads j x).
Proof.
rewrite /node /reads /= !mxE; congr (relu (_ + _)).
by apply: eq_bigr => i _; rewrite mulrC.
Qed.

Lemma saw_reads bs l (j : 'I_(n l.+1)) :
  (forall i : 'I_(n l), saw bs (node W bi i)) -> saw bs (reads j).
Proof.
move=> h; have hs := @saw_sum_same _ (index_enum [finType of 'I_(n l)])
  (fun i x => W l i j * node W bi i x) bs (fun i => saw_scale _ (h i)).
have := saw_add hs (saw_affine 0 (bi l 0 j)); rewrite cats0.
by apply: saw_ext => x; rewrite /reads mul0r add0r.
Qed.

(* All nodes of layer l are affine on the same at most (m + 1)^l intervals. *)
Theorem layer_pieces m l : (forall i, (0 < i <= l)%N -> (n i <= m)%N) ->
  exists2 bs, (size bs < m.+1 ^ l)%N & forall j : 'I_(n l), saw bs (node W bi j).
Proof.
elim: l => [|l IH] hm.
  exists [::] => // j; apply: saw_ext (saw_affine 1 0) => x.
  by rewrite /node /= mxE mul1r addr0.
have [|bs sz hb] := IH; first by move=> i /andP[i0 il]; rewrite hm // i0 leqW.
have [qs sq hq] := saw_relu_all (enum 'I_(n l.+1)) (fun j => saw_reads j hb).
exists (bs ++ qs) => [|j]; last first.
  apply: saw_ext (hq j _); last by rewrite mem_enum.
  by move=> x; rewrite node_reads.
rewrite size_cat expnS mulSn; apply: leq_trans (leq_add sz (leqnn _)).
rewrite addSn ltnS leq_add2l; apply: leq_trans sq _; rewrite size_enum_ord.
by apply: leq_mul => //; apply: hm; rewrite ltnS leqnn.
Qed.

(* The errors of every network with l + 1 layers of at most m units, on 2^k alternating points. *)
Theorem errors_relu m l k (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l)%N -> (n i <= m)%N) ->
  (2 ^ k <= 2 * errors k (node W bi j) + 2 * m.+1 ^ l)%N.
Proof.
move=> hm; have [bs sz hb] := layer_pieces hm.
have [qs sq hq] := saw_threshold (saw_reads j hb).
have te x : answer (node W bi j) x = answer (reads j) x.
  rewrite /answer node_reads /relu le_maxr; case: leP => //=; rewrite ?orbT //.
  by rewrite leNgt invr_gt0 two_gt0.
have := alternation_count (2 ^ k)%N hq (@grid_mono k).
have -> : (\sum_(0 <= i < 2 ^ k) (answer (reads j) (grid k i) != odd i)
    = errors k (node W bi j))%N by apply: eq_bigr => i _; rewrite te.
move=> le; apply: leq_trans le _; rewrite leq_add2l sq -addSn addnn -mul2n.
by rewrite leq_mul2l sz.
Qed.

(* With (2m)^(l + 1) <= 2^(k - 3) at least 7/16 of the points are wrong. *)
Theorem shallow_errors_sharp m l k (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) -> ((2 * m) ^ l.+1 * 8 <= 2 ^ k)%N ->
  (7 * 2 ^ k <= 16 * errors k (node W bi j))%N.
Proof.
move=> hm le; have m1 : (0 < m)%N.
  by apply: leq_trans (hm l.+1 _); rewrite ?leqnn //; apply: leq_ltn_trans (ltn_ord j).
have : (2 ^ k <= 2 * errors k (node W bi j) + 2 * m.+1 ^ l)%N.
  by apply: errors_relu => i /andP[i0 il]; apply: hm; rewrite i0 leqW.
set e := errors _ _ => h.
have b : (2 * m.+1 ^ l <= (2 * m) ^ l.+1)%N.
  rewrite expnS -mulnA leq_mul2l /=; apply: (@leq_trans ((2 * m) ^ l)%N).
    by case: (l) => [//|l']; rewrite leq_exp2r // mul2n -addnn -addn1 leq_add2l.
  by apply: leq_pmull.
have h8 : (8 * 2 ^ k <= 16 * e + 2 ^ k)%N.
  apply: (@leq_trans (8 * (2 * e + (2 * m) ^ l.+1))%N).
    by rewrite leq_mul2l (leq_trans h) // leq_add2l.
  by rewrite mulnDr mulnA leq_add2l mulnC.
by move: h8; rewrite -[8%N]/(7 + 1)%N mulnDl mul1n leq_add2r.
Qed.

(* The same as a fraction of the points. *)
Corollary shallow_risk_sharp m l k (j : 'I_(n l.+1)) :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) -> ((2 * m) ^ l.+1 * 8 <= 2 ^ k)%N ->
  7%:R / 16%:R <= risk k (node W bi j).
Proof.
move=> hm le; have h := shallow_errors_sharp j hm le; rewrite /risk.
rewrite ler_pdivr_mulr ?ltr0n // mulrAC ler_pdivl_mulr ?pow2_gt0 //.
by rewrite -natrX -!natrM ler_nat [X in (_ <= X)%N]mulnC.
Qed.
End Sharper.

(* Same bound when the last layer is affine (no activation) instead of ReLU:
   l+1 ReLU layers followed by an affine readout count as l+2 layers. *)
Section LinearOutput.
Variable n : nat -> nat.
Variable W : forall i, 'M[R]_(n i, n i.+1).
Variable bi : forall i, 'rV[R]_(n i.+1).
Definition readout l (c : 'I_(n l) -> R) (c0 : R) (x : R) : R :=
  \sum_j c j * node W bi j x + c0.
(* An affine output of l + 1 relu layers has at most m (2m)^(l + 1) pieces. *)
Theorem readout_pieces m l (c : 'I_(n l.+1) -> R) c0 :
  (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) -> (0 < m)%N ->
  pieces_le (m * (2 * m) ^ l.+1) (readout c c0).
Proof.
move=> hm m0; set K := ((2 * m) ^ l.+1)%N.
have K1 : (0 < K)%N by rewrite expn_gt0 muln_gt0 m0.
have szE : size (index_enum [finType of 'I_(n l.+1)]) = n l.+1.
  by rewrite [index_enum _]unlock -enumT -cardE card_ord.
have [|bs sz hb] := @saw_sum _ (index_enum [finType of 'I_(n l.+1)])
    (fun j x => c j * node W bi j x) K.-1.
  move=> j; have [bs sz hb] := piece_bound W bi j hm.
  by exists bs; [rewrite -ltnS prednK // (leq_trans _ sz)|exact: saw_scale].
exists bs; last first.
  move=> x y z xy xz; have := hb x y z xy xz; rewrite /collin /readout.
  by rewrite !opprD !(addrC _ (- c0)) !addrA !addrK.
apply: (@leq_trans (m * K.-1).+1).
  rewrite ltnS; apply: leq_trans sz _; rewrite szE leq_mul2r.
  by rewrite hm ?orbT //= leqnn.
by rewrite -{2}(prednK K1) mulnS -addn1 addnC leq_add2r.
Qed.
End LinearOutput.

(* the deep side: f_m^k is a ReLU network with 2k layers of 2 nodes each *)
Definition wd (i : nat) : nat := (i != 0%N).+1.
Definition WD i : 'M[R]_(wd i, wd i.+1) :=
  \matrix_(a, b) if odd i then (if a == 0 then 2%:R else - 4%:R) else (a == 0)%:R.
Definition BD i : 'rV[R]_(wd i.+1) :=
  \row_b if odd i then 0 else (if b == 0 then 0 else - 2%:R^-1).

(* The network below computes the mirror map iterated k times, at every real x. *)
Theorem deep_net k x (j : 'I_(wd k.*2)) : node WD BD j x = iter k mirror x.
Proof.
elim: k j => [|k IH] j; first by rewrite /node /= mxE.
have ev (b : 'I_(wd k.*2.+1)) : act WD BD k.*2.+1 x 0 b
    = relu (iter k mirror x + (if b == 0 then 0 else - 2%:R^-1)).
  rewrite /= !mxE odd_double; congr (relu (_ + _)).
  rewrite (bigD1 ord0) //= !mxE odd_double eqxx mulr1 big1 ?addr0.
    exact: (IH ord0).
  by move=> a ne; rewrite !mxE odd_double (negbTE ne) mulr0.
have -> : node WD BD j x = relu ((act WD BD k.*2.+1 x *m WD k.*2.+1 + BD k.*2.+1) 0 j).
  change (map_mx relu (act WD BD k.*2.+1 x *m WD k.*2.+1 + BD k.*2.+1) 0 j
    = relu ((act WD BD k.*2.+1 x *m WD k.*2.+1 + BD k.*2.+1) 0 j)).
  by rewrite [LHS]mxE.
transitivity (relu (2%:R * relu (iter k mirror x) - 4%:R * relu (iter k mirror x - 2%:R^-1))) => //.
congr relu; rewrite !mxE /= odd_double /= addr0 !big_ord_recl big_ord0 addr0.
rewrite !ev !mxE /= odd_double /= addr0.
by rewrite [_ * 2%:R]mulrC mulrN [_ * 4%:R]mulrC.
Qed.

(* It errs at none of the 2^k alternating points. *)
Theorem deep_zero_errors k (j : 'I_(wd k.*2)) : errors k (node WD BD j) = 0%N.
Proof.
rewrite /errors big_nat big1 // => i /andP[_ lt].
rewrite /answer deep_net mirror_iter ?(ltnW lt) //.
by case: (odd i); rewrite ?invf_le1 ?ler1n ?ltr0n // leNgt invr_gt0 ltr0n.
Qed.

(* Summary: for every k, l >= 1 and m with (2m)^l <= 2^(k-3), there are 2^k labelled
   points that a 2k-layer, width-2 ReLU network fits exactly, while every l-layer
   network of width at most m misclassifies at least a sixth (indeed a quarter). *)
Theorem telgarsky_separation k l m : ((2 * m) ^ l.+1 * 8 <= 2 ^ k)%N ->
  (forall j, risk k (node WD BD (j : 'I_(wd k.*2))) = 0) /\
  (forall (n : nat -> nat) (W : forall i, 'M[R]_(n i, n i.+1))
      (bi : forall i, 'rV[R]_(n i.+1)) (j : 'I_(n l.+1)),
    (forall i, (0 < i <= l.+1)%N -> (n i <= m)%N) ->
    6%:R^-1 <= risk k (node W bi j)).
Proof.
move=> le; split=> [j|n W bi j hm]; last exact: shallow_risk hm le.
by rewrite /risk deep_zero_errors mul0r.
Qed.
End Telgarsky.
