{{/* Secrets that the chart makes up: once per installation. What is in the cluster is kept, so an upgrade changes nothing; to
change one, delete the Secret and upgrade (a database's password: docs/DEPLOY.md). */}}

{{/* The data of a Secret that is in the cluster, base64 decoded, as JSON; an empty object where it is not, or where nothing can be
looked up. Takes (list $ "name"). */}}
{{- define "baedal.secretInCluster" -}}
{{- $root := index . 0 -}}
{{- $data := dict -}}
{{- range $key, $value := (lookup "v1" "Secret" $root.Release.Namespace (index . 1)).data -}}
{{- $_ := set $data $key (b64dec $value) -}}
{{- end -}}
{{- toJson $data -}}
{{- end }}

{{/* All secrets of this installation, as JSON: Secret → key → text. Made up once per rendering, because a checksum must be of what
is installed. */}}
{{- define "baedal.secrets" -}}
{{- if not (hasKey .Values "madeUp") -}}
{{- $secrets := dict -}}
{{- if and .Values.postgresql.enabled (not .Values.postgresql.existingSecret) -}}
{{- $there := include "baedal.secretInCluster" (list . "postgres") | fromJson -}}
{{- $passwords := dict "password" ($there.password | default (randAlphaNum 32)) -}}
{{- range $name, $facts := include "baedal.facts" . | fromYaml -}}
{{- if $facts.postgres -}}
{{- $_ := set $passwords $name (index $there $name | default (randAlphaNum 32)) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $secrets "postgres" $passwords -}}
{{- end -}}
{{- if and .Values.nats.enabled (not .Values.nats.existingSecret) -}}
{{- $there := include "baedal.secretInCluster" (list . "nats") | fromJson -}}
{{- $passwords := dict -}}
{{- range $name, $facts := include "baedal.facts" . | fromYaml -}}
{{- if not $facts.front -}}
{{- /* NATS reads it as a value of its settings: what begins with a digit would be taken for a number. */ -}}
{{- $_ := set $passwords $name (index $there $name | default (printf "n%s" (randAlphaNum 31))) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $secrets "nats" $passwords -}}
{{- end -}}
{{- if not .Values.serviceTokens.existingSecret -}}
{{- $there := include "baedal.secretInCluster" (list . "service-tokens") | fromJson -}}
{{- $_ := set $secrets "service-tokens" (dict "order" ($there.order | default (randAlphaNum 48))) -}}
{{- end -}}
{{- if and (eq .Values.auth.mode "demo") (not .Values.auth.demo.existingSecret) -}}
{{- $there := include "baedal.secretInCluster" (list . "demo-identity") | fromJson -}}
{{- $key := index $there "signing-key.pem" | default (genPrivateKey "ed25519") -}}
{{- $_ := set $secrets "demo-identity" (dict "signing-key.pem" $key "jwks.json" (include "baedal.jwks" $key)) -}}
{{- end -}}
{{- $_ := set .Values "madeUp" $secrets -}}
{{- end -}}
{{- toJson .Values.madeUp -}}
{{- end }}

{{/* The public half of an Ed25519 key as a JWKS document. A template cannot do the arithmetic, but a certificate holds the result:
the 32 bytes after the algorithm's number (1.3.101.112, `+ep`) and the head of a bit string. */}}
{{- define "baedal.jwks" -}}
{{- $certificate := (genSelfSignedCertWithKey "baedal" nil nil 1 .).Cert -}}
{{- $der := $certificate | replace "-----BEGIN CERTIFICATE-----" "" | replace "-----END CERTIFICATE-----" "" | nospace | b64dec -}}
{{- $public := index (splitList "+ep\x03!\x00" $der) 1 | substr 0 32 | b64enc | trimSuffix "=" | replace "+" "-" | replace "/" "_" -}}
{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","x":"{{ $public }}"}]}
{{- end }}

{{/* The names of the Secrets that pods read. */}}
{{- define "baedal.secretName.postgres" -}}
{{- .Values.postgresql.existingSecret | default "postgres" -}}
{{- end }}
{{- define "baedal.secretName.serviceTokens" -}}
{{- .Values.serviceTokens.existingSecret | default "service-tokens" -}}
{{- end }}
{{- define "baedal.secretName.identity" -}}
{{- .Values.auth.demo.existingSecret | default "demo-identity" -}}
{{- end }}
{{- define "baedal.secretName.database" -}}
{{- required "externalDatabase.existingSecret is needed with postgresql.enabled=false" .Values.externalDatabase.existingSecret -}}
{{- end }}
{{- define "baedal.secretName.nats" -}}
{{- if .Values.nats.enabled -}}
{{- .Values.nats.existingSecret | default "nats" -}}
{{- else -}}
{{- required "externalNats.existingSecret is needed with nats.enabled=false" .Values.externalNats.existingSecret -}}
{{- end -}}
{{- end }}

{{/* Changes with every secret that a service reads, so that a changed one reaches its pods at the next upgrade. Takes
(dict "root" $ "service" $service). */}}
{{- define "baedal.secretsChecksum" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $read := list -}}
{{- if $service.postgres -}}
{{- if $root.Values.postgresql.enabled -}}
{{- $read = append $read (list (include "baedal.secretName.postgres" $root) $service.name) -}}
{{- else -}}
{{- $read = append $read (list (include "baedal.secretName.database" $root) $service.name) -}}
{{- end -}}
{{- end -}}
{{- if not $service.front -}}
{{- $read = append $read (list (include "baedal.secretName.nats" $root) (ternary $service.name "url" $root.Values.nats.enabled)) -}}
{{- if and (not $root.Values.nats.enabled) $root.Values.externalNats.credentialsSecret -}}
{{- $read = append $read (list $root.Values.externalNats.credentialsSecret "nats.creds") -}}
{{- end -}}
{{- end -}}
{{- if has $service.name (list "order" "payment") -}}
{{- $read = append $read (list (include "baedal.secretName.serviceTokens" $root) "order") -}}
{{- end -}}
{{- if eq $root.Values.auth.mode "demo" -}}
{{- $read = append $read (list (include "baedal.secretName.identity" $root) "jwks.json") -}}
{{- end -}}
{{- include "baedal.checksumOf" (list $root $read) -}}
{{- end }}

{{/* The checksum of what is, or will be, in some Secrets. Takes (list $ (list (list "secret" "key") …)). */}}
{{- define "baedal.checksumOf" -}}
{{- $root := first . -}}
{{- $madeUp := include "baedal.secrets" $root | fromJson -}}
{{- $seen := list -}}
{{- range last . -}}
{{- $data := index $madeUp (first .) | default (include "baedal.secretInCluster" (list $root (first .)) | fromJson) -}}
{{- $seen = append $seen (index $data (last .)) -}}
{{- end -}}
{{- toJson $seen | sha256sum -}}
{{- end }}
