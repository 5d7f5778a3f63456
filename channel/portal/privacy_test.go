package portal_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTheAdministratorSeesWhatAnErasureTakesErasesAndGetsACertificate(t *testing.T) {
	t.Parallel()
	w := kept(t)
	n := w.opened("Доступ к отчётам")
	w.post("petrov", "/support/tickets/"+n+"/note", "text", "Климова Анна звонила").is(http.StatusOK)
	for _, page := range []string{"privacy", "people/anna/data", "people/anna/export"} {
		w.get("petrov", "/support/"+page).is(http.StatusForbidden)
		w.get("boris", "/support/"+page).is(http.StatusForbidden)
	}
	w.get("petrov", "/support/people").keepsSilent("Личные данные")
	w.get("petrov", "/support/people/anna").keepsSilent("Личные данные")
	w.get("ershov", "/support/people/anna").says("Личные данные")
	w.get("ershov", "/support/privacy?text=Климова").is(http.StatusOK).
		says("Климова Анна", "Регламент не велит стирать", "Уведомления хранятся 90 дней", "Ничьи данные ещё не стирали")
	const page = "/support/people/anna/data"
	w.get("ershov", page).is(http.StatusOK).says(
		"Климова Анна", "Уйдёт навсегда", "Личное из 1 обращения", "2 сообщения", "1 обращение ещё открыто", "отчёты не изменятся", "Кто попросил и почему")
	w.get("ershov", page+"?texts=none").says("1 сообщение, в котором названы имя").keepsSilent("2 сообщения")
	w.get("ershov", page+"?lang=en").says("Goes for good", "is still open", "Erase for good")
	w.get("ershov", page+"?texts=some&lang=ru").is(http.StatusUnprocessableEntity)
	w.get("ershov", "/support/people/nobody/data").is(http.StatusNotFound)
	w.get("ershov", "/support/people/ershov/data").is(http.StatusOK).says("другой администратор").keepsSilent("Стереть навсегда")
	w.get("ershov", "/support/people/petrov/data").is(http.StatusOK).says("Сначала проводите").keepsSilent("Стереть навсегда")

	archive := w.get("ershov", "/support/people/anna/export").is(http.StatusOK)
	if _, err := zip.NewReader(bytes.NewReader([]byte(archive.body)), int64(len(archive.body))); err != nil || archive.header.Get("Content-Type") != "application/zip" {
		t.Errorf("%v: %v", archive.header, err)
	}
	w.post("ershov", page, "asked", "просила письменно").is(http.StatusUnprocessableEntity).says("просила письменно", "Заполните")
	w.post("ershov", page, "sure", "yes").is(http.StatusUnprocessableEntity).says("Заполните")
	w.post("ershov", page, "sure", "yes", "asked", "просила Климова Анна").is(http.StatusUnprocessableEntity).says("просила Климова Анна", "Не получилось прочитать")
	w.post("petrov", page, "sure", "yes", "asked", "так").is(http.StatusForbidden)
	made := w.post("ershov", page, "sure", "yes", "asked", "просила письменно", "texts", "own").is(http.StatusOK).
		says("Данные стёрты", "Справка о стирании", "anna", "просила письменно", "Ершов Глеб", "Личное из 1 обращения", n).keepsSilent("Климова")
	if !strings.HasPrefix(made.path, "/support/certificates/") {
		t.Fatalf("it leads to %s", made.path)
	}
	document := w.get("ershov", made.path+"/document").is(http.StatusOK)
	sum := sha256.Sum256([]byte(document.body))
	made.says(hex.EncodeToString(sum[:]))
	w.get("petrov", made.path).is(http.StatusForbidden)
	w.get("ershov", "/support/certificates/x").is(http.StatusNotFound)
	w.get("ershov", "/support/privacy").says("anna", "Ершов Г.")
	w.get("ershov", made.path+"?lang=en").says("Certificate of erasing", "By whom and when", "1 ticket")
	w.get("petrov", "/support/tickets/"+n).says(n+" стёрто", "имя стёрто").keepsSilent("Климова", "Не вижу отчёт", "tel:")
	w.get("petrov", "/support/tickets/"+n+"?lang=en").says(n+" erased", "name erased")
}

func TestTheRuleForKeepingIsSeenWithWhatItTakes(t *testing.T) {
	t.Parallel()
	w := kept(t)
	n := w.processed("Доступ к отчётам")
	w.post("petrov", "/support/tickets/"+n+"/move/resolve", "fields.solution", "Открыли").is(http.StatusOK)
	w.post("anna", "/support/requests/"+n+"/move/accept").is(http.StatusOK)
	w.pass(100 * 24 * time.Hour)
	w.get("ershov", "/support/privacy?months=2&texts=all").is(http.StatusOK).says("попало бы 1 обращение", "Самое раннее закрыто", "впишите его в регламент")
	w.get("ershov", "/support/privacy?months=12").says("сейчас не попало бы ничего")
	w.get("ershov", "/support/privacy?months=много").is(http.StatusOK).says("Проверьте")
	w.post("ershov", "/support/privacy/retention").is(http.StatusOK).says("хранилось дольше положенного")
	w.post("petrov", "/support/privacy/retention").is(http.StatusForbidden)
}

func TestEverybodyDownloadsWhatTheDeskHasOfHimself(t *testing.T) {
	t.Parallel()
	w := kept(t)
	w.opened("Доступ к отчётам")
	w.get("anna", "/support/notices").says("Мои данные", "Скачать архив")
	a := w.get("anna", "/support/export").is(http.StatusOK)
	z, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	if err != nil || len(z.File) != 4 {
		t.Fatalf("%d files: %v", len(z.File), err)
	}
	w.get("", "/support/export").is(http.StatusUnauthorized)
}
