(* Any finite acyclic graph of computations is one equilibrium layer (Bai, Kolter, Koltun 2019).

   End statements
     deq_universal            any acyclic graph has values; they are the only equilibrium, and every
                              start reaches them in as many steps as nodes on the longest path
     deq_reached              node i is right after depth(i) steps, from every start
     deq_fixpoint             the equilibria are the network's values and nothing else
     topological_sort         every numbered graph has a topological order *)
From mathcomp Require Import all_ssreflect.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

Section Deq.
Variable I : finType.                    (* nodes *)
Variable V : I -> Type.                  (* value type of each node *)
Variable X : Type.                       (* external input *)
Variable par : rel I.                    (* par j i : j is a direct input of i *)
Notation state := (forall i, V i).       (* the long vector z *)
Variable g : forall i, X -> state -> V i.

(* node i only reads its direct inputs (and x) *)
Hypothesis g_local : forall i x (z z' : state),
  (forall j, par j i -> z j = z' j) -> g i x z = g i x z'.

(* acyclicity, as a topological numbering of the finite node set *)
Variable num : I -> nat.
Hypothesis num_topo : forall j i, par j i -> num j < num i.

Variable x : X.

(* the single DEQ layer: apply "the next computation" at every node at once *)
Definition F (z : state) : state := fun i => g i x z.

(* depth of a node = number of nodes on a longest path ending there, computed by fuel *)
Fixpoint depth_rec (fuel : nat) (i : I) : nat :=
  if fuel is f.+1 then (\max_(j | par j i) depth_rec f j).+1 else 0.
Definition depth i := depth_rec (num i).+1 i.
Definition net_depth := \max_i depth i.

Lemma depth_rec_stable f f' i : num i < f -> num i < f' -> depth_rec f i = depth_rec f' i.
Proof.
elim: f f' i => // f IH [//|f'] i lf lf' /=; congr S; apply: eq_bigr => j pj.
by apply: IH; apply: leq_trans (num_topo pj) _; rewrite -ltnS.
Qed.

Lemma depthE i : depth i = (\max_(j | par j i) depth j).+1.
Proof.
rewrite {1}/depth /=; congr S; apply: eq_bigr => j pj.
by apply: depth_rec_stable (num_topo pj) _ => //; exact: num_topo.
Qed.

Lemma depth_par j i : par j i -> depth j < depth i.
Proof. by move=> pj; rewrite (depthE i) ltnS; apply: (bigmax_sup j). Qed.

Lemma depth_gt0 i : 0 < depth i. Proof. by rewrite depthE. Qed.

(* ---- the network's values: a sequential forward pass, node by node ---- *)
Definition upd (z : state) (i : I) : state :=
  fun j => match i =P j with
           | ReflectT e => ecast k (V k) e (g i x z)
           | ReflectF _ => z j end.
Definition forward (order : seq I) (z : state) : state := foldl upd z order.

Lemma upd_same z i : upd z i i = g i x z.
Proof. by rewrite /upd; case: eqP => // e; rewrite (eq_axiomK e). Qed.
Lemma upd_diff z i j : i != j -> upd z i j = z j.
Proof. by rewrite /upd; case: eqP => // ->; rewrite eqxx. Qed.

Definition topological (s : seq I) :=
  [/\ uniq s, (forall i, i \in s) & forall j i, par j i -> index j s < index i s].

Lemma forward_notin s z i : i \notin s -> forward s z i = z i.
Proof.
elim: s z => // a s IH z; rewrite inE negb_or eq_sym => /andP[ne ni] /=.
by rewrite IH // upd_diff.
Qed.

(* the forward pass satisfies every node equation *)
Lemma forward_eqn s z i : topological s -> forward s z i = g i x (forward s z).
Proof.
move=> tp; have [us allin topo] : topological s by [].
have [s1 [s2 es]] : exists s1 s2, s = s1 ++ i :: s2.
  by case/splitPr: (allin i) => s1 s2; exists s1, s2.
move: us; rewrite es cat_uniq /= => /and3P[u1 /norP[ni1 no] /andP[ni2 u2]].
have -> : forward (s1 ++ i :: s2) z = forward s2 (upd (forward s1 z) i).
  by rewrite /forward foldl_cat.
rewrite forward_notin // upd_same.
apply: g_local => j pj.
have ltj := topo _ _ pj.
have jin1 : j \in s1.
  move: ltj; rewrite es !index_cat (negbTE ni1) /= eqxx addn0.
  by case: ifP => // _; rewrite ltnNge leq_addr.
have ne : i != j by apply: contraNneq ni1 => ->.
have nj2 : j \notin s2.
  by apply: contra no => j2; apply/hasP; exists j.
by rewrite [RHS]forward_notin // upd_diff.
Qed.

Variable order : seq I.
Hypothesis order_topo : topological order.
Variable zinit : state.
Definition value : state := forward order zinit.     (* the network's values *)

(* reached after depth iterations, node by node, from any start *)
Theorem deq_reached (z0 : state) t i : depth i <= t -> iter t F z0 i = value i.
Proof.
elim: t i => [|t IH] i; first by rewrite leqNgt depth_gt0.
move=> le /=; rewrite /value (forward_eqn _ _ order_topo) /F.
apply: g_local => j pj; apply: IH.
by rewrite -ltnS; apply: leq_trans (depth_par pj) le.
Qed.

(* So all nodes are after as many steps as there are nodes on the longest path. *)
Theorem deq_reached_all (z0 : state) t :
  net_depth <= t -> forall i, iter t F z0 i = value i.
Proof.
by move=> le i; apply: deq_reached; apply: leq_trans le; exact: (bigmax_sup i).
Qed.

Lemma iterF_fix z t i : (forall j, F z j = z j) -> iter t F z i = z i.
Proof.
move=> e; elim: t i => //= t IH i; rewrite -[RHS]e.
by rewrite /F; apply: g_local => j _.
Qed.

(* unique fixed point = the network's values *)
Theorem deq_fixpoint (z : state) : 
  (forall i, F z i = z i) <-> (forall i, z i = value i).
Proof.
split=> e i.
  by rewrite -(iterF_fix net_depth i e); exact: deq_reached_all.
rewrite e /value (forward_eqn _ _ order_topo) /F.
by apply: g_local => j _; rewrite e.
Qed.

(* the network's values do not depend on the store's initial contents *)
Corollary value_indep z' : forall i, forward order z' i = value i.
Proof. by apply/deq_fixpoint => i; rewrite [RHS](forward_eqn _ _ order_topo). Qed.

End Deq.

(* sorting by the numbering always gives a topological order, so the hypothesis
   [topological order] is satisfiable for every topologically numbered DAG *)
Lemma topological_sort (I : finType) (par : rel I) (num : I -> nat) :
  (forall j i, par j i -> num j < num i) ->
  topological par (sort (relpre num leq) (enum I)).
Proof.
move=> topo; set s := sort _ _; split.
- by rewrite sort_uniq enum_uniq.
- by move=> i; rewrite mem_sort mem_enum.
- move=> j i pji; rewrite ltnNge; apply/negP => le.
  have tr : transitive (relpre num leq) by move=> b a c /=; exact: leq_trans.
  have ss : sorted (relpre num leq) s by apply: sort_sorted => a b; exact: leq_total.
  have jin : j \in s by rewrite mem_sort mem_enum.
  have := sorted_leq_nth tr (fun a => leqnn _) i ss.
  move/(_ (index i s) (index j s)); rewrite !inE !index_mem mem_sort mem_enum jin.
  move/(_ isT isT le); rewrite /= !nth_index ?mem_sort ?mem_enum //.
  by rewrite leqNgt topo.
Qed.

(* Every finite acyclic graph has such a numbering: if no arc j -> i can be closed
   into a cycle, number each node by how many nodes reach it. *)
Section Acyclic.
Variables (I : finType) (par : rel I).
Hypothesis acyclic : forall j i, par j i -> ~~ connect par i j.
Definition reach_num (i : I) : nat := #|[pred j | connect par j i]|.
Lemma acyclic_numbering j i : par j i -> reach_num j < reach_num i.
Proof.
move=> pji; apply: proper_card; apply/properP; split.
  by apply/subsetP => k; rewrite !inE => kj; exact: connect_trans kj (connect1 pji).
by exists i; rewrite !inE ?connect0 //; exact: acyclic.
Qed.
End Acyclic.

(* Summary theorem: any finite acyclic computation graph, with arbitrary value types. *)
Theorem deq_universal (I : finType) (V : I -> Type) (X : Type) (par : rel I)
    (g : forall i, X -> (forall j, V j) -> V i) :
  (forall i x z z', (forall j, par j i -> z j = z' j) -> g i x z = g i x z') ->
  (forall j i, par j i -> ~~ connect par i j) ->
  forall (x : X) (z0 : forall i, V i), exists v : forall i, V i,
    [/\ forall i, v i = g i x v,
        forall z, (forall i, z i = g i x z) -> forall i, z i = v i &
        forall t, net_depth par (reach_num par) <= t -> forall i, iter t (F g x) z0 i = v i].
Proof.
move=> loc ac x z0; have nt := acyclic_numbering ac; have tp := topological_sort nt.
exists (value g x (sort (relpre (reach_num par) leq) (enum I)) z0); split.
- by move=> i; exact: (forward_eqn loc x z0 i tp).
- move=> z hz; apply/(deq_fixpoint loc nt x tp) => i; exact/esym/hz.
- by move=> t le i; exact: (deq_reached_all loc nt x tp).
Qed.
