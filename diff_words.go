package helpdesk

import (
	"strings"

	"github.com/helpdesk-go/helpdesk/sla"
)

// Text says the difference in a sentence, in Russian ("ru") or English:
// "Critical in Hosting: plan Urgent → Outage; 12 open tickets get an earlier deadline".
func (d Difference) Text(language string) string {
	w := differenceWords[language]
	if w == nil {
		w = differenceWords["en"]
		language = "en"
	}
	return d.sentence(w, language) + d.Tickets.Text(language)
}

func (d Difference) sentence(w map[string]string, language string) string {
	item := or(d.Title.In(language), d.Key)
	noun := or(w["section."+d.Section], d.Section)
	old, is := d.said(d.Old, d.OldTitle, language), d.said(d.New, d.NewTitle, language)
	path := strings.Join(d.Path, ".")
	fill := func(key string) string {
		return strings.NewReplacer("{item}", item, "{noun}", noun, "{old}", or(old, w["none"]), "{new}", or(is, w["none"]),
			"{key}", d.Key, "{place}", d.place(w, language), "{part}", d.part(w, language)).Replace(w[key])
	}
	switch {
	case d.Kind == DifferenceRenamed && len(d.Path) > 0:
		return fill("renamed_part")
	case d.Kind == DifferenceAdded && d.New != "":
		return fill("added_with")
	case d.Kind != DifferenceChanged:
		return fill(string(d.Kind))
	case d.Section == "categories" && strings.HasPrefix(path, "plans.") && len(d.Path) == 2:
		return fill("matrix")
	case d.Section == "plans" && strings.HasPrefix(path, "targets."):
		return fill("target")
	case d.Section == "calendars" && strings.HasPrefix(path, "official."):
		return fill("official")
	case d.Key != "" && (path == "title."+language || path == "reason."+language):
		return fill("title")
	case d.Key == "" && len(d.Path) > 0:
		return fill("settings")
	case d.Key == "":
		return fill("setting")
	}
	return fill("changed")
}

// said is a value as people know it.
func (d Difference) said(value string, title Text, language string) string {
	switch {
	case len(title) > 0:
		return title.In(language)
	case value == "true":
		return differenceWords[language]["yes"]
	case language == "ru":
		if t, err := sla.ParseTarget(value); err == nil && value != "" {
			return strings.TrimSpace(targetUnits.Replace(t.String()))
		}
	}
	return value
}

// targetUnits writes the units of a target in Russian.
var targetUnits = strings.NewReplacer("h", " ч ", "m", " мин ", "d", " д ", "s", " с ")

// place is the way to the value below its item.
func (d Difference) place(w map[string]string, language string) string {
	var names []string
	for i, p := range d.Path {
		if i == len(d.Path)-1 {
			names = append(names, d.part(w, language))
		} else {
			names = append(names, or(w["part."+p], p))
		}
	}
	return strings.Join(names, ", ")
}

// part is the value's own name.
func (d Difference) part(w map[string]string, language string) string {
	if len(d.Path) == 0 {
		return ""
	}
	last := d.Path[len(d.Path)-1]
	return or(d.PathTitle.In(language), or(w["part."+last], last))
}

// differenceWords are the words of both languages. What has none is told by its key.
var differenceWords = map[string]map[string]string{
	"ru": {
		"none": "нет", "yes": "да",
		"added":        "{noun} «{item}»: появляется",
		"added_with":   "{noun} «{item}»: появляется ({new})",
		"removed":      "{noun} «{item}»: больше нет",
		"retired":      "{noun} «{item}»: больше нет, обращения переходят в «{new}»",
		"renamed":      "{noun} «{item}»: ключ {old} → {new}",
		"renamed_part": "{noun} «{item}», {place}: ключ {old} → {new}",
		"ordered":      "{noun}, порядок: {old} → {new}",
		"matrix":       "{part} в «{item}»: план {old} → {new}",
		"target":       "План «{item}», {part}: {old} → {new}",
		"official":     "Календарь «{item}»: официальные дни ({part}) новее: {old} → {new}",
		"title":        "{noun} {key} называется иначе: «{old}» → «{new}»",
		"changed":      "{noun} «{item}», {place}: {old} → {new}",
		"setting":      "{noun}: {old} → {new}",
		"settings":     "{noun}, {place}: {old} → {new}",

		"section.name": "Имя регламента", "section.title": "Название", "section.language": "Язык", "section.numbering": "Нумерация",
		"section.stages": "Этап", "section.steps": "Шаг заявителя", "section.moves": "Переход", "section.clocks": "Часы",
		"section.priorities": "Приоритет", "section.kinds": "Тип", "section.groups": "Группа", "section.categories": "Категория",
		"section.plans": "План", "section.exceptions": "Исключение", "section.routes": "Маршрут", "section.calendar": "Календарь по умолчанию",
		"section.calendars": "Календарь", "section.sections": "Раздел полей", "section.fields": "Поле", "section.forms": "Форма",
		"section.teams": "Команда", "section.templates": "Шаблон", "section.task_prefix": "Начало названия рабочей задачи",
		"section.waits_too_long": "Долгое ожидание", "section.sight": "Кто что видит", "section.colleagues": "Что видят коллеги", "section.retention": "Сроки хранения", "section.checklists": "Список проверок", "section.links": "Связь",

		"part.team": "команда", "part.teams": "команда", "part.step": "шаг заявителя", "part.phase": "фаза", "part.task": "задача",
		"part.silence": "молчание", "part.after": "через", "part.notice": "предупреждение за", "part.move": "переход",
		"part.from": "откуда", "part.to": "куда", "part.by": "кто может", "part.guards": "условия", "part.fields": "поля", "part.required": "обязательно",
		"part.public": "видно заявителю", "part.as": "чем становится", "part.title": "название", "part.ru": "по-русски", "part.en": "по-английски",
		"part.kind": "вид", "part.stages": "где идут", "part.pauses": "где стоят", "part.ends": "чем кончаются", "part.warning": "предупреждение",
		"part.informative": "только для сведения", "part.restart": "каждый раз заново", "part.calendar": "календарь", "part.targets": "срок",
		"part.plan": "план", "part.plans": "план", "part.default": "по умолчанию", "part.icon": "значок", "part.hint": "подсказка",
		"part.group": "группа", "part.person": "кто классифицирует", "part.estimates": "срок назначает исполнитель", "part.when": "условие",
		"part.requester_sets_priority": "заявитель задаёт приоритет", "part.window": "окно", "part.upon": "когда сам", "part.void": "часы заканчиваются без результата",
		"part.zone": "часовой пояс", "part.week": "неделя", "part.days": "день", "part.closed": "выходной", "part.open": "рабочий",
		"part.hours": "часы работы", "part.shorter": "короче на", "part.production": "производственный календарь", "part.holidays": "праздники",
		"part.name": "название", "part.aside": "в стороне от пути", "part.categories": "категории", "part.kinds": "типы", "part.effects": "действия",
		"part.section": "раздел", "part.choices": "значения", "part.min": "не меньше", "part.max": "не больше", "part.requester": "заявителю",
		"part.moves": "при переходах", "part.field": "поле", "part.months": "месяцев после закрытия", "part.texts": "чьи тексты стираются", "part.notices": "уведомления, дней", "part.deliveries": "доставки, дней", "part.text": "текст", "part.reason": "причина", "part.later": "после окна",
	},
	"en": {
		"none": "none", "yes": "yes",
		"added":        "{noun} “{item}” is new",
		"added_with":   "{noun} “{item}” is new ({new})",
		"removed":      "{noun} “{item}” is gone",
		"retired":      "{noun} “{item}” is gone, its tickets go to “{new}”",
		"renamed":      "{noun} “{item}”: key {old} → {new}",
		"renamed_part": "{noun} “{item}”, {place}: key {old} → {new}",
		"ordered":      "{noun}, order: {old} → {new}",
		"matrix":       "{part} in {item}: plan {old} → {new}",
		"target":       "Plan {item}, {part}: {old} → {new}",
		"official":     "Calendar {item}: the official days ({part}) are newer: {old} → {new}",
		"title":        "{noun} {key} is called otherwise: “{old}” → “{new}”",
		"changed":      "{noun} “{item}”, {place}: {old} → {new}",
		"setting":      "{noun}: {old} → {new}",
		"settings":     "{noun}, {place}: {old} → {new}",

		"section.name": "Name of the regulation", "section.title": "Title", "section.language": "Language", "section.numbering": "Numbering",
		"section.stages": "Stage", "section.steps": "Requester's step", "section.moves": "Move", "section.clocks": "Clock",
		"section.priorities": "Priority", "section.kinds": "Kind", "section.groups": "Group", "section.categories": "Category",
		"section.plans": "Plan", "section.exceptions": "Exception", "section.routes": "Route", "section.calendar": "Default calendar",
		"section.calendars": "Calendar", "section.sections": "Section of fields", "section.fields": "Field", "section.forms": "Form",
		"section.teams": "Team", "section.templates": "Template", "section.task_prefix": "Beginning of the work task's title",
		"section.waits_too_long": "Waits too long", "section.sight": "Who sees what", "section.colleagues": "What colleagues see", "section.retention": "How long things are kept", "section.checklists": "Checklist", "section.links": "Link",

		"part.teams": "team", "part.step": "requester's step", "part.by": "who may", "part.as": "becomes", "part.public": "shown to the requester",
		"part.ru": "in Russian", "part.en": "in English", "part.stages": "runs in", "part.pauses": "stands still in", "part.ends": "ends by",
		"part.informative": "for information only", "part.restart": "anew each time", "part.targets": "target", "part.plans": "plan",
		"part.person": "who classifies", "part.estimates": "target set by the agent", "part.when": "condition", "part.default": "by default",
		"part.requester_sets_priority": "the requester sets the priority", "part.upon": "made by itself upon", "part.days": "day",
		"part.week": "week", "part.zone": "time zone", "part.hours": "working hours", "part.shorter": "shorter by", "part.production": "production calendar",
		"part.requester": "for the requester", "part.months": "months after closing", "part.texts": "whose texts are erased", "part.notices": "notices, days", "part.deliveries": "deliveries, days", "part.moves": "at moves", "part.later": "after the window",
	},
}
