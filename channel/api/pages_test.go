package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
)

func TestTheDirectoryIsReadPageByPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, list := range []string{"people", "organizations"} {
		for i := range 5 {
			w.want(201, "olga", "PUT", fmt.Sprintf("/api/v1/%s/o%d", list, i), fmt.Sprintf(`{"name": "Филиал %d"}`, 9-i))
		}
		var ids []string
		next := ""
		for range 9 {
			a := w.want(200, "olga", "GET", "/api/v1/"+list+"?text=филиал&limit=2&page="+url.QueryEscape(next), "")
			for _, o := range a.body[list].([]any) {
				ids = append(ids, o.(map[string]any)["id"].(string))
			}
			if next, _ = a.body["next"].(string); next == "" {
				break
			}
		}
		if want := []string{"o4", "o3", "o2", "o1", "o0"}; !slices.Equal(ids, want) {
			t.Errorf("%s: read %v, want %v", list, ids, want)
		}
		if a := w.want(200, "olga", "GET", "/api/v1/"+list+"?text=филиал&limit=5", ""); a.body["next"] != nil {
			t.Errorf("%s: after the last one comes %v", list, a.body["next"])
		}
		w.want(422, "olga", "GET", "/api/v1/"+list+"?limit=201", "")
	}
}
