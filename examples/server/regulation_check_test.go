package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

func TestARegulationIsBegunCheckedAndFormatted(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "desk.yaml")
	for _, name := range []string{"levels", "simple"} {
		if status, out, err := command(t, "regulation", "init", name, "-"); status != 0 || !strings.Contains(out, "# ") {
			t.Fatalf("%d %s", status, err)
		}
	}
	if status, _, err := command(t, "regulation", "init", "levels", file); status != 0 {
		t.Fatal(err)
	}
	if status, _, err := command(t, "regulation", "init", "simple", file); status != exitBadInput || !strings.Contains(err, "is there already") {
		t.Errorf("%d %s", status, err)
	}
	status, out, err := command(t, "regulation", "check", file, "--lang", "ru", "--moves")
	if status != 0 || !strings.Contains(out, "levels сходится: стадий 8") || !strings.Contains(out, "level1 → level2 (process): специалист команды; «Реакция» стоит, «Обработка» идёт") {
		t.Errorf("%d %s %s", status, out, err)
	}
	source, readErr := os.ReadFile(file)
	if readErr != nil {
		t.Fatal(readErr)
	}
	untidy := strings.Replace(string(source), "zone: Europe/Moscow", "zone:   Europe/Moscow", 1)
	if err := os.WriteFile(file, []byte(untidy), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := command(t, "regulation", "fmt", "--check", file); status != exitFailed {
		t.Errorf("an untidy file is taken for a tidy one: %d", status)
	}
	if status, _, err := command(t, "regulation", "fmt", file); status != 0 {
		t.Error(err)
	}
	if tidy, err := os.ReadFile(file); err != nil || string(tidy) != string(source) {
		t.Errorf("it is not as it was: %v", err)
	}
	if status, out, _ := command(t, "regulation", "schema"); status != 0 || out != string(helpdesk.RegulationSchema()) {
		t.Errorf("%d %.100s", status, out)
	}
}

func TestEverythingThatIsWrongWithARegulationIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	levels := string(helpdesk.LevelsSource())
	wrong := func(pairs ...string) string {
		file := filepath.Join(t.TempDir(), "wrong.yaml")
		if err := os.WriteFile(file, []byte(strings.NewReplacer(pairs...).Replace(levels)), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, row := range []struct {
		file     string
		language string
		want     []string
	}{
		{wrong("numbering:", "numbring:", "reaction: 2d", "reaction: soon"), "ru", []string{"ошибок: 2", ":8:1: numbring: Такого ключа нет: может быть, «numbering»?", "Это не норматив"}},
		{wrong("to: level3", "to: level9", "kind: date", "kind: dat"), "ru", []string{"ошибок: 5", "moves[2].to: Стадии «level9» нет", "никак не попасть в стадию «level3»", "fields[2].kind: Такого нет: «dat»"}},
		{wrong("to: level3", "to: level9"), "en", []string{"There is no stage “level9”", ":96:9: moves[2].to"}},
		{wrong("[classified]", "[classified, stock]"), "en", []string{"moves[0].guards[1]", "“stock”"}},
		{filepath.Join(t.TempDir(), "none.yaml"), "en", []string{"no such file"}},
	} {
		status, _, err := command(t, "regulation", "check", row.file, "--lang", row.language)
		if status != exitBadInput {
			t.Errorf("status %d: %s", status, err)
		}
		for _, s := range row.want {
			if !strings.Contains(err, s) {
				t.Errorf("%q is not told:\n%s", s, err)
			}
		}
	}
	for when, want := range map[string]string{
		`priority ==`:                            "Условие обрывается: чего-то не хватает в конце. Написано (1:11): priority ==",
		`priority == "urgent`:                    "Кавычка не закрыта",
		`priority = "urgent"`:                    "Здесь не может стоять",
		`priority == 3`:                          "== сравнивает или складывает разное (string and int)",
		`priority`:                               "Условие должно быть верно или неверно, а это — значение (string)",
		`prority == "urgent"`:                    "Имени «prority» нет. Можно: category, group, priority",
		`fields.colour == "red"`:                 "В «fields» нет «colour»",
		`priority == "high"`:                     "priority никогда не бывает «high». Можно: normal, urgent, critical",
		`now() == now()`:                         "Такой функции в условии нет",
		`priority matches "("`:                   "Образец после matches не читается",
		`1 in 1..10`:                             "Промежуток «от..до» в условии не пишут",
		`len(priority, priority) == 1`:           "У функции здесь не те значения в скобках",
		`true` + strings.Repeat(" or true", 200): "Условие слишком велико",
	} {
		file := wrong("task_prefix:", "exceptions:\n  - {key: x, reason: {ru: x}, plan: outage, when: '"+when+"'}\ntask_prefix:")
		if _, _, err := command(t, "regulation", "check", file); !strings.Contains(err, want) {
			t.Errorf("%s: %q is not told:\n%s", when, want, err)
		}
	}
	for _, row := range [][3]string{
		{"zone: Europe/Moscow", "zone: Europe/Moskau", "calendars.office.zone: Часового пояса «Europe/Moskau» нет"},
		{`"09:00-13:00"`, `"14:30-15:00"`, "накладываются"},
		{"production: ru", "production: xx", "Такого кода нет: «xx»"},
		{"name: levels", "name: [levels", "Скобка не закрыта"},
		{"name: levels", "name: \"levels", "посмотрите и на строку выше"},
		{"name: levels", "name: a: b", "Двоеточие здесь не к месту"},
		{"name: levels", "\tname: levels", "отступы делаются пробелами"},
		{"name: levels", "name: levels\n  x: 1", "Двоеточие здесь не к месту"},
		{"name: levels", "name: \"a\\q\"", "После обратной косой черты"},
		{"name: levels", "name levels", "посмотрите и на строку выше"},
	} {
		if _, _, err := command(t, "regulation", "check", wrong(row[0], row[1])); !strings.Contains(err, row[2]) {
			t.Errorf("%s: %q is not told:\n%s", row[1], row[2], err)
		}
	}
	if status, _, err := command(t, "regulation", "check", wrong("[classified]", "[classified, stock]"), "--guards", "stock,other"); status != 0 {
		t.Errorf("%d %s", status, err)
	}
}
