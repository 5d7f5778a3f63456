# make test    everything that must hold before a change is kept
# make lint    what a reader would remark on
# make bench   how fast it is
# make fault   what 500 kills and a database that comes and goes do to it: nothing
# make sim     a month of a desk with 12 agents and 400 tickets a day, on both databases

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: test setup lint bench fault sim

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Each benchmark runs once, to see that it still does. Memory is cheaper than time here.
# SQLite is C that was made into Go: watching its memory for races, too, takes three times
# as long and tells nothing of ours.
test: export GOGC := 300
test: setup
	go vet ./...
	go test ./...
	go test -run '^$$' -bench . -benchtime 1x ./...
	CGO_ENABLED=1 go test -race -gcflags='modernc.org/...=-race=false -d=checkptr=0' -timeout 30m . ./workflow/... ./storage/...

# A C compiler for the race detector, a PostgreSQL server for its store, and a pooler
# for the way through one. With CI=true a test that lacks them fails.
setup:
	@missing=(); \
	command -v gcc >/dev/null || missing+=(gcc libc6-dev); \
	command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql); \
	command -v pgbouncer >/dev/null || [[ -x /usr/sbin/pgbouncer ]] || missing+=(pgbouncer); \
	(( $${#missing[@]} )) || exit 0; \
	echo "missing Debian packages: $${missing[*]}"; \
	[[ $$(id -u) == 0 ]] && command -v apt-get >/dev/null || { echo "install them, or run this as root on Debian" >&2; exit 1; }; \
	apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$${missing[@]}"

lint:
	@unformatted=$$(gofmt -l .); [[ -z $$unformatted ]] || { echo "not gofmt clean:" $$unformatted >&2; exit 1; }
	go vet ./...
	$(call run,$(STATICCHECK),-version,./...)
	$(call run,$(GOLANGCI),version,run ./...)

# run tells a linter that cannot be had from one that has something to say.
define run
@if go run $(1) $(2) >/dev/null 2>&1; then echo "$(1)"; go run $(1) $(3); \
else echo "left out, for it cannot be fetched or built here: $(1)" >&2; fi
endef

# What the library costs beside bare SQL, in one table. Benchmarks of the parts are
# those of go test -bench . -run '^$$' ./...
bench: setup
	go run ./internal/bench

# A short run of the same is among the tests.
fault: setup
	go run ./internal/faults --store sqlite --kills 500 --bursts 100
	go run ./internal/faults --store postgres --kills 500 --backends 100 --crashes 20 --cuts 50 --hangs 5 --bursts 100
	go run ./internal/faults replicas

# A week of a tenth of it is among the tests.
sim: setup
	go run ./internal/sim --store sqlite
	go run ./internal/sim --store postgres
