package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/helpdesk-go/helpdesk"
)

type serveCommand struct {
	Addr      string     `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen (${default})."`
	Remote    bool       `help:"Allow an --addr that other machines reach. They still cannot sign in by the links."`
	DB        address    `name:"db" env:"HELPDESK_DB" default:"helpdesk.db" placeholder:"FILE" help:"The database: a file of SQLite, made if it is not there, or postgres://user:password@host/database (${default}). The environment can name it, where others cannot read a password."`
	NoDemo    bool       `help:"Begin a new database without demo data, with an administrator alone."`
	Begin     string     `name:"regulation" default:"levels" placeholder:"levels|simple|FILE" help:"The regulation of a new database: levels, with four levels of support, simple, or a YAML file (${default}). A database that is there keeps its own."`
	Log       slog.Level `name:"log" default:"info" placeholder:"LEVEL" help:"What is logged to the standard error: debug, info, warn or error, and what is graver (${default})."`
	PublicURL string     `name:"public-url" placeholder:"URL" help:"How browsers reach the server, if not by --addr: https://desk.example.com."`
}

// patience is how long requests that are being answered are waited for at the end.
const patience = 10 * time.Second

// Run serves until the program is told to stop.
func (c *serveCommand) Run(p *program) (err error) {
	at, err := whereIs(c.DB)
	if err != nil {
		return err
	}
	b, err := begin(c.Begin, c.NoDemo)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: c.Log}))
	listener, public, err := c.listen(p.ctx)
	if err != nil {
		return err
	}
	defer listener.Close()
	store, closeStore, err := at.serve(p, b)
	if err != nil {
		return at.advise(err)
	}
	defer func() { err = errors.Join(err, closeStore()) }()
	desk, err := helpdesk.New(p.ctx, store, helpdesk.Config{Desk: deskKey, Log: log})
	if err != nil {
		return at.advise(err)
	}
	door := newDoor(public)
	handler, err := pages(desk, door, log)
	if err != nil {
		return err
	}
	if err := greet(p, desk, door, public); err != nil {
		return at.advise(err)
	}
	settleMemory()
	return attend(p.ctx, listener, handler, desk, log)
}

// settleMemory gives back what only the start needed, and lets garbage be collected
// sooner than a program would that has a machine for itself. GOGC says otherwise.
func settleMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
	debug.FreeOSMemory()
}

// listen takes the address and answers how browsers reach it.
func (c *serveCommand) listen(ctx context.Context) (net.Listener, *url.URL, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, nil, bad("--addr: %q is not HOST:PORT, like 127.0.0.1:8080", c.Addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && !c.Remote {
		return nil, nil, bad("--addr: other machines reach %q; use 127.0.0.1, localhost or [::1], or say --remote as well if that is meant", c.Addr)
	}
	var public *url.URL
	if c.PublicURL != "" {
		public, err = url.Parse(c.PublicURL)
		if err != nil || public.Host == "" || public.Scheme != "http" && public.Scheme != "https" || public.Path != "" && public.Path != "/" {
			return nil, nil, bad("--public-url: %q is not like https://desk.example.com, without a path", c.PublicURL)
		}
		public.Path = ""
	}
	var how net.ListenConfig
	listener, err := how.Listen(ctx, "tcp", c.Addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, nil, fmt.Errorf("port %s is busy: another program, perhaps another of these servers, listens on %s; stop it, or choose another port with --addr %s", port, c.Addr, net.JoinHostPort(host, "8081"))
	case errors.Is(err, syscall.EACCES):
		return nil, nil, fmt.Errorf("port %s may not be taken by this user; choose one above 1023 with --addr", port)
	case err != nil:
		return nil, nil, bad("--addr: %v", err)
	}
	if public == nil {
		public = &url.URL{Scheme: "http", Host: listener.Addr().String()}
	}
	return listener, public, nil
}

// attend answers requests and keeps the desk's promises until ctx ends; then what is
// being answered is finished.
func attend(ctx context.Context, listener net.Listener, handler http.Handler, desk *helpdesk.Desk, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	keeping, stopKeeping := context.WithCancel(ctx)
	var kept sync.WaitGroup
	kept.Go(func() { _ = desk.Run(keeping) }) // ends with keeping, its error says no more
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("serving", "addr", listener.Addr().String())

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		log.Info("stopping")
	}
	stopKeeping()
	kept.Wait()
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return errors.Join(err, server.Shutdown(draining))
}
