package helpdesk_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/helpdesk-go/helpdesk"
	"github.com/helpdesk-go/helpdesk/sla"
)

// said are the differences in words.
func said(language string, differences []helpdesk.Difference) []string {
	var words []string
	for _, d := range differences {
		words = append(words, d.Text(language))
	}
	return words
}

func TestDifferencesAreToldInWords(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit   func(r *helpdesk.Regulation)
		ru, en []string
	}{
		"nothing": {func(*helpdesk.Regulation) {}, nil, nil},
		"a cell of the matrix": {
			func(r *helpdesk.Regulation) { category(r, "hosting").Plans["critical"] = "urgent" },
			[]string{"Критичный в «Проблемы с хостингом»: план Ликвидация аварий → Срочная техподдержка"},
			[]string{"Critical in Hosting problems: plan Outage → Urgent support"},
		},
		"a target": {
			func(r *helpdesk.Regulation) { plan(r, "executive").Targets["processing"] = sla.Hours(1) },
			[]string{"План «План руководителей», Обработка: 5 д → 1 ч"},
			[]string{"Plan Executive, Processing: 5d → 1h"},
		},
		"a stage that is gone": {
			withoutLevel3,
			[]string{
				"Этап «3 уровень (Решение)»: больше нет, обращения переходят в «4 уровень (Запрос вендору)»",
				"Переход «На 4 уровень»: больше нет",
				"Переход «На 3 уровень», куда: 3 уровень (Решение) → 4 уровень (Запрос вендору)",
				"Переход «Вернуть на 3 уровень», куда: 3 уровень (Решение) → 4 уровень (Запрос вендору)",
				"Переход «Решено», откуда: 2 уровень (Обработка), 3 уровень (Решение), 4 уровень (Запрос вендору), Возобновлен → 2 уровень (Обработка), 4 уровень (Запрос вендору), Возобновлен",
				"Часы «Решение»: больше нет",
				"Категория «Запрос на новый функционал», срок назначает исполнитель: Решение → нет",
				"План «План руководителей», Решение: 10 д → нет",
				"План «Стандартный документооборот», Решение: 10 д → нет",
				"План «Стандартная техподдержка», Решение: 5 д → нет",
				"План «Срочная техподдержка», Решение: 2 д → нет",
				"План «Ликвидация аварий», Решение: 1 д → нет",
			}, nil,
		},
		"a stage that is new": {
			stageAdded,
			[]string{"Этап «Проверка»: появляется", "Переход «На проверку»: появляется", "Переход «Проверено»: появляется"},
			[]string{"Stage “Review” is new", "Move “Review” is new", "Move “Reviewed” is new"},
		},
		"a field that is asked": {
			fieldRequired,
			[]string{"Переход «На 2 уровень», поля, Почему: нет → {as: reason, required: true}"},
			[]string{"Move “To level 2”, fields, Why: none → {as: reason, required: true}"},
		},
		"another key": {
			func(r *helpdesk.Regulation) {
				r.Forms = slices.DeleteFunc(r.Forms, func(f helpdesk.Form) bool { return slices.Contains(f.Categories, "hosting") })
				c := category(r, "hosting")
				c.Key, c.Was, c.Title["ru"] = "websites", []string{"hosting"}, "Сайты"
			},
			[]string{"Категория «Сайты»: ключ hosting → websites", "Категория websites называется иначе: «Проблемы с хостингом» → «Сайты»"},
			nil,
		},
		"other keys of fields, choices, teams and clocks": {
			func(r *helpdesk.Regulation) { calledOtherwise(r) },
			[]string{
				"Часы «Обработка»: ключ processing → work", "Часы «Решение»: ключ solution → fix", "Поле «Продукт»: ключ product → service",
				"Поле «Площадка», значения, Москва: ключ msk → moscow", "Команда «2 линия»: ключ line2 → workers",
			}, nil,
		},
		"a day of a calendar": {
			func(r *helpdesk.Regulation) {
				key := r.Calendar
				s := r.Calendars[key]
				s.Days = append(s.Days, sla.Day{Date: sla.Date{Year: 2026, Month: 12, Day: 31}, Closed: true})
				r.Calendars[key] = s
			}, nil,
			[]string{"Calendar “office”, day, 2026-12-31: none → {closed: true, date: 2026-12-31}"},
		},
		"another order": {
			func(r *helpdesk.Regulation) { slices.Reverse(r.Priorities) },
			[]string{"Приоритет, порядок: normal, urgent, critical → critical, urgent, normal"}, nil,
		},
		"a setting": {
			func(r *helpdesk.Regulation) { r.Numbering = "HD-{n}" },
			[]string{"Нумерация: TIC-{n} → HD-{n}"}, []string{"Numbering: TIC-{n} → HD-{n}"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, r := helpdesk.Levels(), helpdesk.Levels()
			if strings.Contains(name, "choices") {
				withSites(&old)
				withSites(&r)
			}
			test.edit(&r)
			found := helpdesk.Compare(old, r)
			for language, want := range map[string][]string{"ru": test.ru, "en": test.en} {
				got := said(language, found)
				if name == "another key" { // and the form that named the category
					got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, "Форма") })
				}
				if diff := cmp.Diff(want, got); diff != "" && (want != nil || name == "nothing") {
					t.Errorf("%s (-want +got):\n%s", language, diff)
				}
			}
		})
	}
}

// TestNothingChangesUnsaid changes values of the built-in regulation one by one.
func TestNothingChangesUnsaid(t *testing.T) {
	t.Parallel()
	var whole yaml.Node
	if err := yaml.Unmarshal(helpdesk.LevelsSource(), &whole); err != nil {
		t.Fatal(err)
	}
	var values []*yaml.Node
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				continue // a key
			}
			if c.Kind == yaml.ScalarNode {
				values = append(values, c)
			}
			walk(c)
		}
	}
	walk(&whole)
	levels, changed := helpdesk.Levels(), 0
	for i := 0; i < len(values); i += 23 {
		v := values[i]
		was := v.Value
		v.Value = was + "x"
		if was == "true" {
			v.Value = "false"
		}
		source, err := yaml.Marshal(&whole)
		if err != nil {
			t.Fatal(err)
		}
		v.Value = was
		r, err := helpdesk.ReadRegulation(source)
		if err != nil {
			continue // no value of its kind
		}
		if changed++; len(helpdesk.Compare(levels, r)) == 0 {
			t.Errorf("line %d: %q became another and nothing is said", v.Line, was)
		}
	}
	if changed < 10 {
		t.Errorf("only %d values were changed", changed)
	}
}
