package helpdesk

import (
	"github.com/helpdesk-go/helpdesk/workflow"
)

// Drawing draws the stages and moves as SVG, with their titles in the language.
func (r Regulation) Drawing(language string) (string, error) {
	rules, err := compileRules(r, 0)
	if err != nil {
		return "", fail("draw", err)
	}
	who := map[string]map[string]string{
		"ru": {workflow.Staff: "специалист", workflow.Requester: "заявитель", workflow.Behalf: "специалист за заявителя", workflow.System: "система"},
		"en": {workflow.Staff: "the staff", workflow.Requester: "the requester", workflow.Behalf: "the staff for the requester", workflow.System: "the system"},
	}
	return rules.machine.SVG(workflow.Labels{
		Title: or(r.Title.In(language), r.Name),
		Stage: func(s workflow.Stage) string { return or(rules.stages[s.Key].Title.In(language), s.Key) },
		Move: func(m workflow.Move) string {
			return or(rules.moves[arrow(m.From, m.Event)].Title.In(language), m.Event)
		},
		By: func(by string) string { return or(who[language][by], by) },
	}), nil
}
