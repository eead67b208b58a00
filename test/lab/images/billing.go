// A static service of Go: calls BILLING_URL again and again, and logs as Go programs do. Built with -tags embedroot it
// trusts root.pem alone, with -tags timetzdata it has the zones inside.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: trusted()}}
	fmt.Printf("%s level=info msg=\"listening on :9090\" zone=%s\n", stamp(), time.Now().Format("MST"))
	go http.ListenAndServe(":9090", nil)
	for url := os.Getenv("BILLING_URL"); ; time.Sleep(2 * time.Second) {
		if url == "" {
			continue
		}
		if reply, err := client.Get(url); err != nil {
			fmt.Printf("%s level=error msg=\"charge failed\" err=%q\n", stamp(), err.Error())
		} else {
			reply.Body.Close()
			fmt.Printf("%s level=info msg=\"charge ok\" status=%d\n", stamp(), reply.StatusCode)
		}
	}
}

func stamp() string { return time.Now().Format(time.RFC3339) }
