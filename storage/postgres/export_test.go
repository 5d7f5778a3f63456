package postgres

// Named gives an error the name by which package storage knows it.
var Named = named
