package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/helpdesk-go/helpdesk"
)

// repairs is a regulation whose fields differ by the kind, with what helps operators.
func repairs(t *testing.T) *helpdesk.Regulation {
	t.Helper()
	r := helpdesk.Levels()
	r.Sections = []helpdesk.Section{{Key: "device", Title: helpdesk.Text{"ru": "Устройство", "en": "Device"}}}
	limit := 99.0
	r.Fields = []helpdesk.Field{
		{Key: "room", Kind: helpdesk.KindText, Requester: helpdesk.RequesterFills, Title: helpdesk.Text{"ru": "Кабинет", "en": "Room"}},
		{Key: "device", Kind: helpdesk.KindChoice, Section: "device", Requester: helpdesk.RequesterFills, Title: helpdesk.Text{"ru": "Что сломалось", "en": "What broke"},
			Choices: []helpdesk.Choice{{Key: "printer", Title: helpdesk.Text{"ru": "Принтер", "en": "Printer"}}, {Key: "phone", Title: helpdesk.Text{"ru": "Телефон", "en": "Phone"}}}},
		{Key: "pages", Kind: helpdesk.KindNumber, Max: &limit, Requester: helpdesk.RequesterFills, Title: helpdesk.Text{"ru": "Сколько страниц", "en": "Pages"}},
		{Key: "owner", Kind: helpdesk.KindPerson, Title: helpdesk.Text{"ru": "Хозяин", "en": "Owner"}},
		{Key: "card", Kind: helpdesk.KindLink, Title: helpdesk.Text{"ru": "Карточка", "en": "Card"}},
		{Key: "bought", Kind: helpdesk.KindDate, Requester: helpdesk.RequesterSees, Title: helpdesk.Text{"ru": "Куплено", "en": "Bought"}},
	}
	r.Forms = []helpdesk.Form{
		{Fields: []helpdesk.FormField{{Field: "room", Required: true}, {Field: "owner"}, {Field: "card"}, {Field: "bought", Moves: []string{"resolve"}}}},
		{Kinds: []string{"remark"}, Fields: []helpdesk.FormField{{Field: "device", Required: true}, {Field: "pages"}}},
	}
	r.Exceptions = []helpdesk.Exception{{Key: "printers", When: `fields.device == "printer"`, Plan: "outage", Reason: helpdesk.Text{"ru": "Без принтера стоит касса", "en": "The till needs the printer"}}}
	i := 1 // defect
	r.Categories[i].Checklist = []helpdesk.Text{{"ru": "Спросить, горит ли лампа", "en": "Ask whether the lamp is on"}}
	r.Categories[i].Script = helpdesk.Text{"ru": "Здравствуйте, поможем!", "en": "Hello, we shall help!"}
	r.Templates = []helpdesk.Template{{Key: "reboot", Title: helpdesk.Text{"ru": "Перезагрузка", "en": "Restart"}, Text: helpdesk.Text{"ru": "Выключите и включите, пожалуйста.", "en": "Please switch it off and on."}}}
	if err := r.Prove(); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestARequesterFillsInTheFormOfTheCategoryAndKind(t *testing.T) {
	t.Parallel()
	w := newWorldBy(t, repairs(t))
	w.get("anna", "/support/ask/defect").is(http.StatusOK).says("Кабинет", `name="fields.room"`).keepsSilent("Хозяин", "Что сломалось", "Куплено")
	form := w.get("anna", "/support/ask/defect?kind=remark").is(http.StatusOK).
		says("Устройство", "Что сломалось", "Принтер", `<option value="printer">`, `name="kind" value="remark"`).keepsSilent("Хозяин")
	w.get("anna", "/support/ask/defect?kind=remark", "Accept-Language", "en").says("What broke", "Printer")

	fill := []string{"subject", "Не печатает", "text", "Молчит", "kind", "remark", "key", key(form), "fields.pages", "200"}
	w.post("anna", "/support/ask/defect", fill...).is(http.StatusUnprocessableEntity).
		says("«200» не подходит", `value="200"`, "Заполните, пожалуйста", "Что сломалось")
	fill = append(fill[:len(fill)-1], "12,5", "fields.room", "3 «б»", "fields.device", "printer")
	a := w.post("anna", "/support/ask/defect", fill...).is(http.StatusOK).says("Подробности", "3 «б»", "Принтер", "12,5")
	n := strings.TrimPrefix(a.path, "/support/requests/")
	w.get("anna", "/support/requests/"+n+"/why").is(http.StatusOK).says("Почему такой план", "Без принтера стоит касса", "Ликвидация аварий")
	w.get("anna", "/support/requests/"+n+"/why?lang=en", "Accept-Language", "en").says("The till needs the printer")
}

func TestTheStaffFillsInFieldsAndSeesWhatToAsk(t *testing.T) {
	t.Parallel()
	w := newWorldBy(t, repairs(t))
	a := w.post("orlova", "/support/register", "requester", "anna", "category", "defect", "kind", "remark", "channel", "phone", "subject", "Не печатает", "show", "fields").is(http.StatusOK)
	a.says("Спросить, горит ли лампа", "Здравствуйте, поможем!", "Что сломалось", "Хозяин", `value="Не печатает"`)
	if w.count() != 0 {
		t.Error("a request was opened by asking for its form")
	}
	a = w.post("orlova", "/support/register", "requester", "anna", "category", "defect", "kind", "remark", "channel", "phone", "subject", "Не печатает", "text", "Молчит",
		"fields.room", "5", "fields.device", "phone", "fields.owner", "Зимин", "fields.card", "https://crm.example/5").is(http.StatusOK)
	at := a.path
	n := strings.TrimPrefix(at, "/support/tickets/")
	a.says("Хозяин", "Зимин Борис", `href="https://crm.example/5"`, "Телефон", "Спросить, горит ли лампа", "Перезагрузка")
	w.get("orlova", at+"?template=reboot").says("Выключите и включите, пожалуйста.")
	w.get("anna", "/support/requests/"+n).says("Подробности").keepsSilent("Зимин", "crm.example", "Хозяин")

	w.post("orlova", at+"/fill", "fields.device", "printer", "fields.bought", "2024-02-30").is(http.StatusUnprocessableEntity).says("Не получилось прочитать «2024-02-30»")
	w.post("orlova", at+"/fill", "fields.device", "printer").is(http.StatusOK).
		says("Поля сохранены", "Что сломалось Телефон → Принтер", "Без принтера стоит касса", "Ликвидация аварий")
	w.post("petrov", at+"/classify", "category", "defect", "priority", "normal").is(http.StatusOK)
	w.post("petrov", at+"/move/process").is(http.StatusOK).says(`name="fields.bought"`)
	w.post("petrov", at+"/move/resolve", "fields.solution", "Заменили").is(http.StatusUnprocessableEntity).says("Заполните, пожалуйста")
	w.post("petrov", at+"/move/resolve", "fields.solution", "Заменили", "fields.bought", "2024-02-29").is(http.StatusOK).says("чт 29 февраля 2024")
	w.get("anna", "/support/requests/"+n).says("Куплено", "чт 29 февраля 2024")
}
