// Package rightstest tries who may do what: everything that can be asked of a desk, by
// every kind of actor, for his own desk and from another one, against a table that
// people can read.
package rightstest

// Kind is a kind of actor, as he stands to the ticket that is tried.
type Kind string

// The kinds. Each is the id of the person who stands for it, in both desks.
const (
	Anonymous      Kind = "anonymous"
	Requester      Kind = "requester"
	Colleague      Kind = "colleague" // of the requester's organization
	Observer       Kind = "observer"
	OtherRequester Kind = "other-requester"
	Agent          Kind = "agent"       // of the ticket's team
	OtherAgent     Kind = "other-agent" // of another team
	Outside        Kind = "third-company"
	Given          Kind = "third-company-given" // of a third company that the ticket was given to
	Operations     Kind = "operations"
	Quality        Kind = "quality"
	Administrator  Kind = "administrator"
	Revoked        Kind = "revoked" // was an agent of the ticket's team
)

// Requesters are those who see a desk as one who asks, or not at all.
func Requesters() []Kind {
	return []Kind{Anonymous, Requester, Colleague, Observer, OtherRequester, Revoked}
}

// Staff are all others.
func Staff() []Kind {
	return []Kind{Agent, OtherAgent, Outside, Given, Operations, Quality, Administrator}
}

// Kinds are all of them, in the order of the table's columns.
func Kinds() []Kind {
	return []Kind{Anonymous, Requester, Colleague, Observer, OtherRequester, Agent, OtherAgent, Outside, Given, Operations, Quality, Administrator, Revoked}
}
