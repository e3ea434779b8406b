(* What the tool prints of xor and of perceptrons, made into Coq from its formulas.

   End statements
     says_no_threshold        a gate that is 1 from the threshold on is xor at three points at most
     says_no_strict_threshold nor is one that is 1 beyond the threshold
     says_parity_order        no polynomial of degree less than n has a margin on parity
     says_complement_order    nor on its complement
     says_other_orders        2^n F - kappa c has the signs of any other function F *)
From mathcomp Require Import all_ssreflect all_algebra.
From Netproof Require Import Xor PerceptronOrder.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Not all of four answers are right: three are at most. *)
Lemma three_of_four (R : realFieldType) (h : nat -> nat -> nat) :
  ~ [/\ h 0%N 0%N = 0%N, h 0%N 1%N = 1%N, h 1%N 0%N = 1%N & h 1%N 1%N = 0%N] ->
  ((h 0%N 0%N)%:R == 0 :> R)%:R + ((h 0%N 1%N)%:R == 1 :> R)%:R
    + ((h 1%N 0%N)%:R == 1 :> R)%:R + ((h 1%N 1%N)%:R == 0 :> R)%:R <= 3%:R :> R.
Proof.
move=> no; rewrite !pnatr_eq0 !pnatr_eq1 -!natrD ler_nat.
by do 4 (case: eqP => [?|_]; last by do ?[case: eqP => _]); case: no.
Qed.

(* No gate that is 1 from the threshold on is xor. *)
Theorem says_no_threshold :
  forall (R : realFieldType) (h : nat -> nat -> nat) (w1 w2 t : R),
  (forall a0_ : nat, (0 <= a0_ < 0 + 2)%N -> forall a1_ : nat, (0 <= a1_ < 0 + 2)%N -> (0 <= (h
    a0_ a1_) < 0 + 2)%N) ->
  (forall a : nat, (0 <= a < 0 + 2)%N -> forall b : nat, (0 <= b < 0 + 2)%N -> ((((((h a b))%N%:R
    : R) * t) : R) <= (((((a)%N%:R : R) * w1) + (((b)%N%:R : R) * w2)) * (((h a b))%N%:R : R))))
    ->
  (forall a : nat, (0 <= a < 0 + 2)%N -> forall b : nat, (0 <= b < 0 + 2)%N -> ((((((((h a
    b))%N%:R : R) * (- 1)) + 1) * ((((a)%N%:R : R) * w1) + (((b)%N%:R : R) * w2))) : R) < (((((((h
    a b))%N%:R : R) * (- 1)) + 1) * t) + (((h a b))%N%:R : R)))) ->
  ((((((((h (0)%N (0)%N))%N%:R : R) == 0)%:R : R) + (((((h (0)%N (1)%N))%N%:R : R) == 1)%:R : R) +
    (((((h (1)%N (0)%N))%N%:R : R) == 1)%:R : R) + (((((h (1)%N (1)%N))%N%:R : R) == 0)%:R : R)) :
    R) <= 3%:R).
Proof.
move=> R h w1 w2 t _ on off; apply: three_of_four => -[h00 h01 h10 h11].
apply: (@xor_no_threshold R w1 w2 t) => a b.
case: a; case: b; rewrite /total /= ?mulr1 ?mulr0 ?addr0 ?add0r.
- have := off 1%N isT 1%N isT; rewrite h11 mul0r add0r !mul1r addr0.
  by rewrite ltNge => /negbTE.
- by have := on 1%N isT 0%N isT; rewrite h10 mulr1 !mul1r mul0r addr0.
- by have := on 0%N isT 1%N isT; rewrite h01 mulr1 !mul1r mul0r add0r.
have := off 0%N isT 0%N isT; rewrite h00 !mul0r !add0r !mul1r addr0.
by rewrite ltNge => /negbTE.
Qed.

(* Nor one that is 1 beyond the threshold. *)
Theorem says_no_strict_threshold :
  forall (R : realFieldType) (g : nat -> nat -> nat) (w1 w2 t : R),
  (forall a0_ : nat, (0 <= a0_ < 0 + 2)%N -> forall a1_ : nat, (0 <= a1_ < 0 + 2)%N -> (0 <= (g
    a0_ a1_) < 0 + 2)%N) ->
  (forall a : nat, (0 <= a < 0 + 2)%N -> forall b : nat, (0 <= b < 0 + 2)%N -> ((((((g a b))%N%:R
    : R) * t) : R) < ((((((a)%N%:R : R) * w1) + (((b)%N%:R : R) * w2)) * (((g a b))%N%:R : R)) +
    ((((g a b))%N%:R : R) * (- 1)) + 1))) ->
  (forall a : nat, (0 <= a < 0 + 2)%N -> forall b : nat, (0 <= b < 0 + 2)%N -> ((((((((g a
    b))%N%:R : R) * (- 1)) + 1) * ((((a)%N%:R : R) * w1) + (((b)%N%:R : R) * w2))) : R) <= ((((((g
    a b))%N%:R : R) * (- 1)) + 1) * t))) ->
  ((((((((g (0)%N (0)%N))%N%:R : R) == 0)%:R : R) + (((((g (0)%N (1)%N))%N%:R : R) == 1)%:R : R) +
    (((((g (1)%N (0)%N))%N%:R : R) == 1)%:R : R) + (((((g (1)%N (1)%N))%N%:R : R) == 0)%:R : R)) :
    R) <= 3%:R).
Proof.
move=> R g w1 w2 t _ on off; apply: three_of_four => -[g00 g01 g10 g11].
apply: (@xor_no_strict_threshold R w1 w2 t) => a b.
case: a; case: b; rewrite /total /= ?mulr1 ?mulr0 ?addr0 ?add0r.
- have := off 1%N isT 1%N isT; rewrite g11 mul0r add0r !mul1r.
  by rewrite leNgt => /negbTE.
- by have := on 1%N isT 0%N isT; rewrite g10 mulr1 !mul1r mul0r addr0 addrNK.
- by have := on 0%N isT 1%N isT; rewrite g01 mulr1 !mul1r mul0r add0r addrNK.
have := off 0%N isT 0%N isT; rewrite g00 !mul0r !add0r !mul1r.
by rewrite leNgt => /negbTE.
Qed.

Section Order.
Variables (R : realFieldType) (n : nat).
Notation cube := ({ffun 'I_n -> bool}).
Variables (M : cube -> cube -> R) (a c : cube -> R).
Hypothesis monomials : forall v x, M v x = \prod_(i : 'I_n) (x i)%:R ^+ v i.
Hypothesis signs : forall x, c x = \prod_(i : 'I_n) ((x i)%:R * 2%:R + -1).
Hypothesis degree : forall v : cube, \sum_(j : 'I_n) (v j)%:R = n%:R :> R -> a v = 0.
Let eps : R := \prod_(i < n) -1.
Let of_set (S : {set 'I_n}) : cube := [ffun i => i \in S].

Lemma signsE x : c x = eps * sign R x.
Proof.
rewrite signs /eps /sign -big_split; apply: eq_bigr => i _; case: (x i) => /=.
  by rewrite mul1r expr1 mulrNN mulr1 mulr2n addrK.
by rewrite mul0r add0r expr0 mulr1.
Qed.

Lemma polynomialE k x :
  k * (\sum_v M v x * a v) = polynomial (fun S => k * a (of_set S)) x.
Proof.
rewrite /polynomial mulr_sumr (reindex of_set) /=.
  apply: eq_bigr => S _; rewrite mulrCA mulrC; congr (_ * _).
  rewrite monomials /monomial [RHS]big_mkcond; apply: eq_bigr => i _.
  by rewrite ffunE; case: (i \in S); rewrite ?expr1 ?expr0.
exists (fun v : cube => [set i | v i]) => [S|v] _.
  by apply/setP => i; rewrite inE ffunE.
by apply/ffunP => i; rewrite ffunE inE.
Qed.

Lemma no_degree k : k * a (of_set setT) = 0.
Proof.
rewrite degree ?mulr0 // (eq_bigr (fun=> 1)) => [|i _]; last by rewrite ffunE inE.
by rewrite sumr_const card_ord.
Qed.

Lemma no_margin k t : (forall x, t <= k * sign R x * (\sum_v M v x * a v)) -> t <= 0.
Proof.
move=> margin; rewrite leNgt; apply/negP => t0.
apply: (parity_order (a := fun S => k * a (of_set S)) (no_degree k)) => x.
by apply: lt_le_trans t0 _; rewrite -polynomialE mulrA [sign R x * k]mulrC.
Qed.
End Order.

(* No polynomial of degree less than n has a positive margin on the signs of parity. *)
Theorem says_parity_order :
  forall (R : realFieldType) (n : nat) (M : {ffun 'I_n -> bool} -> {ffun 'I_n -> bool} -> R) (a c
    : {ffun 'I_n -> bool} -> R) (t : R),
  ((0 < (n : nat))%N) ->
  (forall v : {ffun 'I_n -> bool}, forall x : {ffun 'I_n -> bool}, ((M v x) = (\prod_(i : 'I_n)
    (((((x i : nat))%N%:R : R) ^+ ((v i : nat))%N))) :> R)) ->
  (forall x : {ffun 'I_n -> bool}, ((c x) = (\prod_(i : 'I_n) ((((((x i : nat))%N%:R : R) * 2%:R)
    + (- 1)))) :> R)) ->
  (forall v : {ffun 'I_n -> bool}, ((\sum_(j : 'I_n) ((((v j : nat))%N%:R : R))) = ((n)%N%:R : R)
    :> R) -> ((a v) = 0 :> R)) ->
  (forall x : {ffun 'I_n -> bool}, ((t : R) <= ((c x) * (\sum_(v : {ffun 'I_n -> bool}) (((M v x)
    * (a v))))))) ->
  ((t : R) <= 0).
Proof.
move=> R n M a c t _ monomials signs degree margin.
apply: (no_margin monomials degree (k := \prod_(i < n) -1)) => x.
by have := margin x; rewrite (signsE signs).
Qed.

(* Nor on those of its complement. *)
Theorem says_complement_order :
  forall (R : realFieldType) (n : nat) (M : {ffun 'I_n -> bool} -> {ffun 'I_n -> bool} -> R) (a c
    : {ffun 'I_n -> bool} -> R) (u : R),
  ((0 < (n : nat))%N) ->
  (forall v : {ffun 'I_n -> bool}, forall x : {ffun 'I_n -> bool}, ((M v x) = (\prod_(i : 'I_n)
    (((((x i : nat))%N%:R : R) ^+ ((v i : nat))%N))) :> R)) ->
  (forall x : {ffun 'I_n -> bool}, ((c x) = (\prod_(i : 'I_n) ((((((x i : nat))%N%:R : R) * 2%:R)
    + (- 1)))) :> R)) ->
  (forall v : {ffun 'I_n -> bool}, ((\sum_(j : 'I_n) ((((v j : nat))%N%:R : R))) = ((n)%N%:R : R)
    :> R) -> ((a v) = 0 :> R)) ->
  (forall x : {ffun 'I_n -> bool}, ((u : R) <= ((c x) * (- 1) * (\sum_(v : {ffun 'I_n -> bool})
    (((M v x) * (a v))))))) ->
  ((u : R) <= 0).
Proof.
move=> R n M a c u _ monomials signs degree margin.
apply: (no_margin monomials degree (k := - \prod_(i < n) -1)) => x.
by have := margin x; rewrite (signsE signs) mulrN1 !mulNr.
Qed.

(* Where F is c at y and -c at z, the sum of F c is at least 2 away from 2^n and from -2^n. *)
Theorem says_other_orders :
  forall (R : realFieldType) (n : nat) (F c : {ffun 'I_n -> bool} -> R),
  ((0 < (n : nat))%N) ->
  (forall x : {ffun 'I_n -> bool}, (((F x) ^+ 2) = 1 :> R)) ->
  (forall x : {ffun 'I_n -> bool}, ((c x) = (\prod_(i : 'I_n) ((((((x i : nat))%N%:R : R) * 2%:R)
    + (- 1)))) :> R)) ->
  forall x : {ffun 'I_n -> bool}, forall y : {ffun 'I_n -> bool}, forall z : {ffun 'I_n -> bool},
    ((((F y) * (c y)) + ((F z) * (c z) * (- 1))) = 2%:R :> R) -> ((2%:R : R) <= ((((F x) *
    (\sum_(w : {ffun 'I_n -> bool}) (1))) + ((c x) * (- 1) * (\sum_(w : {ffun 'I_n -> bool}) (((F
    w) * (c w)))))) * (F x))).
Proof.
move=> R n F c _ sq signs x y z yz.
have c1 u : c u * c u = 1.
  by rewrite (signsE signs) mulrACA sign_sqr mulr1 -big_split big1 // => i _ /=; rewrite mulrNN mulr1.
have F1 u : F u * F u = 1 by rewrite -expr2.
pose s u := F u * c u; have s1 u : s u * s u = 1 by rewrite mulrACA F1 c1 mulr1.
have pm u : s u = 1 \/ s u = -1.
  have /eqP : (s u - 1) * (s u + 1) = 0 by rewrite -subr_sqr !expr2 s1 mulr1 subrr.
  by rewrite mulf_eq0 subr_eq0 addr_eq0 => /orP[]/eqP; [left|right].
have two : 1 + 1 = 2%:R :> R by rewrite mulr2n.
have [sy sz] : s y = 1 /\ s z = -1.
  move: yz; rewrite mulrN1 -/(s y) -/(s z); case: (pm y) => ->; case: (pm z) => -> //.
  - by rewrite subrr => /esym/eqP; rewrite pnatr_eq0.
  - rewrite -opprD two => /eqP; rewrite eq_sym -addr_eq0 -natrD pnatr_eq0 //.
  by rewrite opprK addNr => /esym/eqP; rewrite pnatr_eq0.
have le1 e u : e * e = 1 -> 0 <= 1 + e * s u.
  move=> ee; have /eqP : (e * s u - 1) * (e * s u + 1) = 0.
    by rewrite -subr_sqr !expr2 mulrACA ee s1 !mulr1 subrr.
  rewrite mulf_eq0 subr_eq0 addr_eq0 => /orP[]/eqP ->; last by rewrite subrr.
  by rewrite two ler0n.
have away e u : e * e = 1 -> e * s u = 1 -> 2%:R <= \sum_w (1 + e * s w).
  move=> ee eu; rewrite (bigD1 u) //= eu two ler_addl.
  by apply: sumr_ge0 => w _; exact: le1.
have -> : (F x * (\sum_(w : {ffun 'I_n -> bool}) 1) + c x * -1 * (\sum_w F w * c w)) * F x
    = \sum_w (1 + - s x * s w).
  rewrite [RHS]big_split /= -mulr_sumr mulrDl mulrAC F1 mul1r; congr (_ + _).
  by rewrite mulrN1 !mulNr mulrAC [c x * F x]mulrC.
case: (pm x) => ->; first by apply: (away _ z); rewrite ?mulrNN ?mulr1 // sz mulrNN mulr1.
by rewrite opprK; apply: (away _ y); rewrite ?mulr1 // sy mulr1.
Qed.
