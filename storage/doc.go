// Package storage is the port behind which a desk is kept: small read roles,
// one write for tickets, and the sentences that every store must keep.
//
// Each sentence of the contract has a subtest of the same words in package
// storagetest, which any store, ours or yours, can run.
//
// What holds for all of it:
//   - Everything belongs to a desk, named by its key. Nothing of one desk is ever
//     seen, counted or changed through another.
//   - Every read of tickets takes a Scope and the store puts it into its query.
//     What is outside the scope does not exist: ErrNotFound, or absent from the list.
//   - Instants are UTC in whole microseconds and come back equal.
//   - Texts are UTF-8 without NUL and come back letter for letter; they are equal, and
//     in order, by their bytes. Where letters' case is ignored, it is that of Unicode.
//   - Values that are read belong to the caller; values that are given are not kept.
//   - A method that fails has changed nothing.
package storage
