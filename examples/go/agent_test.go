package agent

import "testing"

func TestPacksForTheRain(t *testing.T) {
	if got, err := Pack(understudy(t)+"/openai/v1", "Oslo"); err != nil || got != "Umbrella" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestPacksForEach(t *testing.T) {
	for place, want := range map[string]string{"Vienna": "Waltz shoes", "Zürich": "Chocolate"} {
		t.Run(place, func(t *testing.T) {
			if got, err := Pack(understudy(t)+"/openai/v1", place); err != nil || got != want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
