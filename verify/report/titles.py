"""The order in which a theorem and a report are read, and what each role is called in them."""

TITLES = (("assumption", "Assumptions"), ("step", "Proof"), ("conclusion", "Conclusions"),
          ("construction", "Construction"), ("sharper", "Sharper than the source"),
          ("necessity", "Are the assumptions needed?"), ("erratum", "Errata of the sources"),
          ("crosscheck", "Cross-checks"))
