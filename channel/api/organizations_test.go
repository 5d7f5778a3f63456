package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
)

func TestOrganizationsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 5 {
		w.want(201, "olga", "PUT", fmt.Sprintf("/api/v1/organizations/o%d", i), fmt.Sprintf(`{"name": "Филиал %d"}`, 9-i))
	}
	var ids []string
	next := ""
	for range 9 {
		a := w.want(200, "olga", "GET", "/api/v1/organizations?text=филиал&limit=2&page="+url.QueryEscape(next), "")
		for _, o := range a.body["organizations"].([]any) {
			ids = append(ids, o.(map[string]any)["id"].(string))
		}
		if next, _ = a.body["next"].(string); next == "" {
			break
		}
	}
	if want := []string{"o4", "o3", "o2", "o1", "o0"}; !slices.Equal(ids, want) {
		t.Errorf("read %v, want %v", ids, want)
	}
	if a := w.want(200, "olga", "GET", "/api/v1/organizations?text=филиал&limit=5", ""); a.body["next"] != nil {
		t.Errorf("after the last one comes %v", a.body["next"])
	}
	w.want(422, "olga", "GET", "/api/v1/organizations?limit=201", "")
}
