"""Pictures of what was checked, as inline SVG, every place in them computed from exact numbers.

    picture    a picture: title, caption, SVG
    choosing   which pictures a report has
    functions  both sides of a claim about one real number, drawn over the interval
    plot       curves and points on axes
    layered    boxes in columns and lines between them; networks, circuits and computations
    matrix     the block matrix of a weight-tied layer
    settling   an iteration that settles, block by block
"""
