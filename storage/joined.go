package storage

// Joined is a store within a transaction of the host, as the Join of a store makes
// it. What is written is there when the host commits, and is read from within the
// transaction before.
//
//   - A method that fails has changed nothing, and the host's transaction goes on:
//     the host may commit what else is in it.
//   - Waiting for what another transaction holds is bounded.
//   - It ends with the transaction: after it every method fails.
//   - One thing is done at a time, as in the transaction itself.
type Joined struct{ Store }
