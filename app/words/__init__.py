"""Every sentence a person reads, by id, from resources/texts."""
