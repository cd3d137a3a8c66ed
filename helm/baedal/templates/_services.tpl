{{/* The services: what is known of each, what the values say, and what its process is told. */}}

{{/* What follows from the code, and is nobody's to set: who calls it, where its data is. */}}
{{- define "baedal.facts" -}}
order: {port: 50051, postgres: true, callers: [gateway]}
payment: {port: 50051, postgres: true, callers: [gateway, order]}
store: {port: 50051, postgres: true, callers: [gateway]}
delivery: {port: 50051, postgres: true, callers: [gateway]}
dashboard: {port: 50051, postgres: true, callers: [gateway]}
notification: {port: 50051, volume: true, callers: [gateway]}
gateway: {port: 8088, front: true}
{{- end }}

{{/* All services by name, as JSON: facts, over `services.<name>`, over `defaults`. */}}
{{- define "baedal.services" -}}
{{- $all := dict -}}
{{- range $name, $facts := include "baedal.facts" . | fromYaml -}}
{{- $service := mergeOverwrite (deepCopy $.Values.defaults) (deepCopy (index $.Values.services $name)) $facts -}}
{{- $_ := set $all $name (set $service "name" $name) -}}
{{- end -}}
{{- toJson $all -}}
{{- end }}

{{/* The settings file of a service. Takes (dict "root" $ "service" $service). */}}
{{- define "baedal.config" -}}
{{- $values := .root.Values -}}
{{- $service := .service -}}
{{- $telemetry := dict "log" $values.telemetry.log "sample_ratio" $values.telemetry.sampleRatio -}}
{{- with $values.telemetry.otlpEndpoint -}}
{{- $_ := set $telemetry "otlp_endpoint" . -}}
{{- end -}}
{{- $config := dict
      "telemetry" $telemetry
      "auth" (include "baedal.config.auth" .root | fromYaml)
      "shutdown" (dict
        "drain" (printf "%ds" (int $service.drainSeconds))
        "grace" (printf "%ds" (add $service.drainSeconds 8))) -}}
{{- if not $service.front -}}
{{- $_ := set $config "nats" (include "baedal.config.nats" . | fromYaml) -}}
{{- end -}}
{{- if $service.postgres -}}
{{- $_ := set $config "database" (dict "start_timeout" $values.migrations.patience "migration_timeout" $values.migrations.patience) -}}
{{- end -}}
{{- $own := printf "baedal.config.%s" $service.name -}}
{{- if has $service.name (list "order" "notification" "gateway") -}}
{{- $config = mergeOverwrite $config (include $own .root | fromYaml) -}}
{{- end -}}
{{- $config = mergeOverwrite $config $service.config -}}
{{- /* The values' numbers come as floats: 5 must not be written 5.0. */ -}}
{{- regexReplaceAll "(?m)= (-?[0-9]+)\\.0$" (toToml $config) "= ${1}" -}}
{{- end }}

{{- define "baedal.config.auth" -}}
audience: {{ .Values.auth.audience | quote }}
{{- if eq .Values.auth.mode "oidc" }}
issuer: {{ required "auth.oidc.issuer is needed with auth.mode=oidc" .Values.auth.oidc.issuer | quote }}
jwks_url: {{ required "auth.oidc.jwksUrl is needed with auth.mode=oidc" .Values.auth.oidc.jwksUrl | quote }}
roles_claim: {{ .Values.auth.oidc.rolesClaim | quote }}
{{- else }}
issuer: {{ .Values.auth.demo.issuer | quote }}
jwks_file: /run/baedal/identity/jwks.json
{{- end }}
{{- end }}

{{- define "baedal.config.nats" -}}
stream_replicas: {{ .root.Values.nats.streamReplicas }}
{{- if .root.Values.nats.enabled }}
inbox_prefix: _INBOX_{{ .service.name }}
{{- else if .root.Values.externalNats.credentialsSecret }}
credentials_file: /run/baedal/nats/nats.creds
{{- end }}
{{- end }}

{{- define "baedal.config.order" -}}
payment:
  client:
    endpoint: http://payment:50051
    pods: http://payment-pods:50051
{{- end }}

{{- define "baedal.config.notification" -}}
database:
  path: /var/lib/baedal/notification.sqlite
{{- end }}

{{- define "baedal.config.gateway" -}}
upstreams:
{{- range $name, $facts := include "baedal.facts" . | fromYaml }}
{{- if not $facts.front }}
  {{ $name }}: http://{{ $name }}:{{ $facts.port }}
{{- end }}
{{- end }}
  pods:
{{- range $name, $facts := include "baedal.facts" . | fromYaml }}
{{- if not $facts.front }}
    {{ $name }}: http://{{ $name }}-pods:{{ $facts.port }}
{{- end }}
{{- end }}
{{- if eq .Values.auth.mode "demo" }}
identity:
  signing_key_file: /run/baedal/identity/signing-key.pem
{{- else }}
{{- with .Values.auth.oidc.consoleClientId }}
console:
  oidc_client_id: {{ . | quote }}
  oidc_scope: {{ $.Values.auth.oidc.consoleScope | quote }}
{{- with $.Values.auth.oidc.consoleOrigins }}
  oidc_origins: {{ toJson . }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
