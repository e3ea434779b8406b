"""The papers, books and slides that the theorems come from, one constant each."""

from verify.statement import Source

SHALEV_SHWARTZ_2017 = Source(
    key="shalev-shwartz-2017", cite="Shalev-Shwartz, Shamir, Shammah 2017",
    authors="Shai Shalev-Shwartz and Ohad Shamir and Shaked Shammah",
    title="Failures of Gradient-Based Deep Learning", venue="arXiv:1703.07950", year=2017)

SHAMIR_2018 = Source(
    key="shamir-2018", cite="Shamir 2018", authors="Ohad Shamir",
    title="Distribution-Specific Hardness of Learning Neural Networks",
    venue="Journal of Machine Learning Research 19(32)", year=2018)

LECTURE = Source(
    key="weiss-lecture", cite="Weiss, lecture", authors="Martin Weiss",
    title="Expressivity, Complexity, Learnability", venue="lecture slides", year=2021)

TELGARSKY_2015 = Source(
    key="telgarsky-2015", cite="Telgarsky 2015", authors="Matus Telgarsky",
    title="Representation Benefits of Deep Feedforward Networks", venue="arXiv:1509.08101",
    year=2015)

TELGARSKY_2016 = Source(
    key="telgarsky-2016", cite="Telgarsky 2016", authors="Matus Telgarsky",
    title="Benefits of depth in neural networks",
    venue="Conference on Learning Theory, arXiv:1602.04485", year=2016)

BAI_2019 = Source(
    key="bai-2019", cite="Bai, Kolter, Koltun 2019",
    authors="Shaojie Bai and J. Zico Kolter and Vladlen Koltun",
    title="Deep Equilibrium Models", venue="Advances in Neural Information Processing Systems",
    year=2019)

SHANNON_1949 = Source(
    key="shannon-1949", cite="Shannon 1949", authors="Claude E. Shannon",
    title="The Synthesis of Two-Terminal Switching Circuits",
    venue="Bell System Technical Journal 28(1)", year=1949)

KNUTH_2011 = Source(
    key="knuth-2011", cite="Knuth 2011", authors="Donald E. Knuth",
    title="The Art of Computer Programming, volume 4A", venue="Addison-Wesley", year=2011)

MINSKY_PAPERT_1969 = Source(
    key="minsky-papert-1969", cite="Minsky, Papert 1969",
    authors="Marvin Minsky and Seymour Papert", title="Perceptrons", venue="MIT Press", year=1969)

MCCULLOCH_PITTS_1943 = Source(
    key="mcculloch-pitts-1943", cite="McCulloch, Pitts 1943",
    authors="Warren S. McCulloch and Walter Pitts",
    title="A Logical Calculus of the Ideas Immanent in Nervous Activity",
    venue="Bulletin of Mathematical Biophysics 5", year=1943)

SHALEV_SHWARTZ_2014 = Source(
    key="shalev-shwartz-2014", cite="Shalev-Shwartz, Ben-David 2014",
    authors="Shai Shalev-Shwartz and Shai Ben-David",
    title="Understanding Machine Learning: From Theory to Algorithms",
    venue="Cambridge University Press", year=2014)

HASTAD_1987 = Source(
    key="hastad-1987", cite="Hastad 1987", authors="Johan Hastad",
    title="Computational Limitations for Small Depth Circuits", venue="MIT Press", year=1987)

PATURI_1999 = Source(
    key="paturi-1999", cite="Paturi, Pudlak, Zane 1999",
    authors="Ramamohan Paturi and Pavel Pudlak and Francis Zane",
    title="Satisfiability Coding Lemma",
    venue="Chicago Journal of Theoretical Computer Science", year=1999)
