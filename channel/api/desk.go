package api

import "github.com/helpdesk-go/helpdesk"

// meJSON is what the caller may see and do.
type meJSON struct {
	Person personJSON      `json:"person" doc:"as the directory knows him; for somebody unknown only the id"`
	Verbs  []helpdesk.Verb `json:"verbs"`
	Staff  bool            `json:"staff" doc:"one of the desk's people"`
	Desk   bool            `json:"desk" doc:"works on every ticket that he sees"`
	Teams  []string        `json:"teams" doc:"works on the tickets of these teams"`
}

// deskReads tell how the desk works, and what it lets the caller do.
func deskReads() []route {
	return []route{
		read("/regulation", "readRegulation", "Read the regulation in force, as far as it concerns the caller", readRegulation),
		read("/me", "readMe", "Read what the caller may see and do", readMe),
	}
}

func readRegulation(c *call) (regulationJSON, error) {
	s, err := c.session()
	if err != nil {
		return regulationJSON{}, err
	}
	rights, err := s.Rights(c.Context())
	if err != nil {
		return regulationJSON{}, err
	}
	regulation, version, err := c.api.desk.Regulation(c.Context())
	if err != nil {
		return regulationJSON{}, err
	}
	if rights.Staff {
		return regulationOf(regulation, version), nil
	}
	return publicRegulationOf(regulation, version), nil
}

func readMe(c *call) (meJSON, error) {
	s, err := c.session()
	if err != nil {
		return meJSON{}, err
	}
	r, err := s.Rights(c.Context())
	return meJSON{
		Person: personOf(r.Person), Staff: r.Staff, Desk: r.Desk, Teams: each(r.Teams, same),
		Verbs: each(r.Verbs, func(v helpdesk.Verb) helpdesk.Verb { return v }),
	}, err
}
