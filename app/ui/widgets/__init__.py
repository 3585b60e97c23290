"""The parts that pages are made of. Each paints with the palette's roles and the present :data:`app.ui.look.look`."""
