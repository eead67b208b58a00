//go:build embedroot

package main

import (
	"crypto/tls"
	"crypto/x509"
	_ "embed"
)

//go:embed root.pem
var root []byte

func trusted() *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(root)
	return &tls.Config{RootCAs: pool}
}
