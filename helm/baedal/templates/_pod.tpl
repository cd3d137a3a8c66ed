{{/* The pod of a service, the same for Deployment and StatefulSet. Takes (dict "root" $ "service" $service). */}}
{{- define "baedal.pod" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $part := dict "root" $root "name" $service.name -}}
metadata:
  labels:
    {{- include "baedal.podLabels" $part | nindent 4 }}
    {{- with $service.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    kubectl.kubernetes.io/default-container: {{ $service.name }}
    # Of a workload Kiali reads it here, of a Service there.
    health.kiali.io/rate: {{ $service.kialiRate | quote }}
    checksum/config: {{ include "baedal.config" . | sha256sum }}
    checksum/secrets: {{ include "baedal.secretsChecksum" . }}
    {{- if $root.Values.mesh.sidecarAnnotations }}
    {{- include "baedal.sidecarAnnotations" . | nindent 4 }}
    {{- end }}
    {{- with $service.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ $service.name }}
  automountServiceAccountToken: false
  # Kubernetes' variables for every Service of the namespace are nothing that anybody reads.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ $service.terminationGracePeriodSeconds }}
  {{- include "baedal.pullSecrets" $root | nindent 2 }}
  securityContext:
    {{- include "baedal.podSecurity" 65532 | nindent 4 }}
  {{- if $service.volume }}
  initContainers:
    # Its database is a file on its own volume, where no Job can get at it.
    - name: migrate
      image: {{ include "baedal.image" $part }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      args: [migrate]
      env:
        - name: BAEDAL_CONFIG
          value: /etc/baedal/config.toml
      securityContext:
        {{- include "baedal.containerSecurity" $root | nindent 8 }}
      resources:
        {{- toYaml $root.Values.migrations.resources | nindent 8 }}
      volumeMounts:
        {{- include "baedal.volumeMounts" . | nindent 8 }}
  {{- end }}
  containers:
    - name: {{ $service.name }}
      image: {{ include "baedal.image" $part }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      ports:
        - name: grpc
          containerPort: {{ $service.port }}
        - name: http-admin
          containerPort: 9090
      env:
        {{- include "baedal.env" . | nindent 8 }}
      {{- with $service.envFrom }}
      envFrom:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      # It answers before it waits for its database, so this is only about the process itself.
      startupProbe:
        httpGet: {path: /livez, port: http-admin}
        periodSeconds: 1
        timeoutSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /livez, port: http-admin}
        periodSeconds: 10
        timeoutSeconds: 3
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /readyz, port: http-admin}
        periodSeconds: 2
        timeoutSeconds: 2
        failureThreshold: 2
      lifecycle:
        preStop:
          sleep:
            seconds: {{ $service.preStopSeconds }}
      securityContext:
        {{- include "baedal.containerSecurity" $root | nindent 8 }}
      resources:
        {{- toYaml $service.resources | nindent 8 }}
      volumeMounts:
        {{- include "baedal.volumeMounts" . | nindent 8 }}
  volumes:
    - name: config
      configMap:
        name: {{ $service.name }}
    {{- if eq $root.Values.auth.mode "demo" }}
    - name: identity
      secret:
        secretName: {{ include "baedal.secretName.identity" $root }}
        items:
          - {key: jwks.json, path: jwks.json}
          {{- if $service.front }}
          - {key: signing-key.pem, path: signing-key.pem}
          {{- end }}
    {{- end }}
    {{- if and (not $service.front) (not $root.Values.nats.enabled) $root.Values.externalNats.credentialsSecret }}
    - name: nats
      secret:
        secretName: {{ $root.Values.externalNats.credentialsSecret }}
        items:
          - {key: nats.creds, path: nats.creds}
    {{- end }}
    {{- with $service.volumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  topologySpreadConstraints:
    {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "baedal.selector" $part | nindent 10 }}
      # Old pods are not in the way of new ones.
      matchLabelKeys: [{{ if $service.volume }}controller-revision-hash{{ else }}pod-template-hash{{ end }}]
    {{- end }}
  {{- range $key := list "nodeSelector" "tolerations" "affinity" }}
  {{- with index $service $key }}
  {{ $key }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end }}

{{/* Istio's sidecar, where there is one: up before the service; down after it, when the last connection is gone; the admin port,
for probes and Prometheus, past it, and so the connections to PostgreSQL and NATS; and the counters of the breaker, which it leaves out
otherwise. Takes what baedal.pod does. */}}
{{- define "baedal.sidecarAnnotations" -}}
{{- $service := .service -}}
traffic.sidecar.istio.io/excludeInboundPorts: "9090"
{{- with .root.Values.mesh.excludeOutboundPorts }}
{{- if not $service.front }}
traffic.sidecar.istio.io/excludeOutboundPorts: {{ join "," . | quote }}
{{- end }}
{{- end }}
proxy.istio.io/config: |
  holdApplicationUntilProxyStarts: true
  terminationDrainDuration: {{ sub $service.terminationGracePeriodSeconds 5 }}s
  proxyMetadata:
    EXIT_ON_ZERO_ACTIVE_CONNECTIONS: "true"
    MINIMUM_DRAIN_DURATION: {{ $service.preStopSeconds }}s
  proxyStatsMatcher:
    inclusionRegexps:
      - .*circuit_breakers.*
      # Envoy 1.40 counts calls above http2MaxRequests as the first; older ones counted them as the second.
      - .*upstream_rq_active_overflow.*
      - .*upstream_rq_pending_overflow.*
      - .*outlier_detection.*
      - .*upstream_rq_retry.*
      - .*upstream_cx_active.*
{{- end }}

{{- define "baedal.volumeMounts" -}}
- name: config
  mountPath: /etc/baedal
  readOnly: true
{{- if eq .root.Values.auth.mode "demo" }}
- name: identity
  mountPath: /run/baedal/identity
  readOnly: true
{{- end }}
{{- if and (not .service.front) (not .root.Values.nats.enabled) .root.Values.externalNats.credentialsSecret }}
- name: nats
  mountPath: /run/baedal/nats
  readOnly: true
{{- end }}
{{- if .service.volume }}
- name: data
  mountPath: /var/lib/baedal
{{- end }}
{{- with .service.volumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What is not in the settings file: secrets, and what only Kubernetes knows. */}}
{{- define "baedal.env" -}}
{{- $root := .root -}}
{{- $service := .service -}}
- name: BAEDAL_CONFIG
  value: /etc/baedal/config.toml
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
# Kiali looks a workload's traces up by these two.
- name: OTEL_SERVICE_NAME
  value: {{ $service.name }}.{{ $root.Release.Namespace }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: hostname=$(POD_NAME),k8s.pod.name=$(POD_NAME),k8s.namespace.name={{ $root.Release.Namespace }},service.version={{ include "baedal.version" (dict "root" $root "name" $service.name) }}
{{- if or $service.front (eq $service.name "order") }}
# Those that call others: Istio puts this label on a pod together with its sidecar. Empty, they spread their calls over pods themselves.
- name: BAEDAL_MESH__SIDECAR
  valueFrom: {fieldRef: {fieldPath: "metadata.labels['security.istio.io/tlsMode']"}}
{{- end }}
{{- if $service.postgres }}
{{ include "baedal.databaseEnv" . }}
{{- end }}
{{- if not $service.front }}
{{ include "baedal.natsEnv" . }}
{{- end }}
{{- $token := dict "order" "BAEDAL_PAYMENT__SERVICE_TOKEN" "payment" "BAEDAL_AUTH__SERVICE_TOKENS__ORDER" }}
{{- with index $token $service.name }}
- name: {{ . }}
  valueFrom: {secretKeyRef: {name: {{ include "baedal.secretName.serviceTokens" $root }}, key: order}}
{{- end }}
{{- with $service.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "baedal.databaseEnv" -}}
{{- if .root.Values.postgresql.enabled -}}
- name: DATABASE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ include "baedal.secretName.postgres" .root }}, key: {{ .service.name }}}}
- name: BAEDAL_DATABASE__URL
  value: postgres://{{ .service.name }}:$(DATABASE_PASSWORD)@postgres:5432/{{ .service.name }}
{{- else -}}
- name: BAEDAL_DATABASE__URL
  valueFrom: {secretKeyRef: {name: {{ include "baedal.secretName.database" .root }}, key: {{ .service.name }}}}
{{- end }}
{{- end }}

{{- define "baedal.natsEnv" -}}
{{- if .root.Values.nats.enabled -}}
- name: NATS_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ include "baedal.secretName.nats" .root }}, key: {{ .service.name }}}}
- name: BAEDAL_NATS__URL
  value: nats://{{ .service.name }}:$(NATS_PASSWORD)@nats:4222
{{- else -}}
- name: BAEDAL_NATS__URL
  valueFrom: {secretKeyRef: {name: {{ include "baedal.secretName.nats" .root }}, key: url}}
{{- end }}
{{- end }}
