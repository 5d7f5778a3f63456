// Package ticket is the vocabulary of the desk: what a ticket is and what
// belongs to it, the people around it, and the journal that tells its story.
//
// It holds values only. Nothing here reads a clock, a store or the network, so
// everything above it (the workflow, the clocks, the stores, the channels)
// speaks the same words.
package ticket
