package agent

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
)

// understudy starts the test's scope: the test has recordings of its own, and fails where one was missing.
// What comes back stands before an API's prefix: url+"/openai/v1".
func understudy(t *testing.T) string {
	server, _, _ := strings.Cut(os.Getenv("OPENAI_BASE_URL"), "/openai/")
	if server == "" {
		server = "http://127.0.0.1:8090"
	}
	var started struct{ URL string }
	control(t, "POST", server+"/_understudy/scopes", map[string]string{"scope": t.Name()}, &started)
	t.Cleanup(func() {
		var ledger struct {
			Misses []struct{ Text string }
			Unused []string
		}
		control(t, "DELETE", server+"/_understudy/scopes/"+url.PathEscape(t.Name()), nil, &ledger)
		for _, miss := range ledger.Misses {
			t.Error(miss.Text)
		}
		if len(ledger.Unused) > 0 {
			t.Error("recorded for this test, and not asked for: ", ledger.Unused)
		}
	})
	return started.URL
}

func control(t *testing.T, method, address string, body, told any) {
	content, _ := json.Marshal(body)
	request, err := http.NewRequest(method, address, strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("%v. Start the server: understudy serve recordings --port 8090", err)
	}
	defer answer.Body.Close()
	// A scope that ends with misses has status 409, and its ledger all the same.
	if answer.StatusCode >= 400 && answer.StatusCode != http.StatusConflict {
		t.Fatalf("%s %s: status %d", method, address, answer.StatusCode)
	}
	if err := json.NewDecoder(answer.Body).Decode(told); err != nil {
		t.Fatal(err)
	}
}
