{{/* Names, labels and images. */}}

{{/* One release per namespace: its parts are called what they are (`order`, `payment`, …), so that mesh policy, dashboards and
people can name them without knowing the release. */}}

{{/* The labels of a part. Takes (dict "root" $ "name" "order"). */}}
{{- define "baedal.labels" -}}
{{ include "baedal.selector" . }}
app.kubernetes.io/part-of: baedal
app.kubernetes.io/version: {{ include "baedal.version" . | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* What never changes about a part, so that Services and workloads can select by it. */}}
{{- define "baedal.selector" -}}
app: {{ .name }}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* The labels of a service's workload and pods, `version` for Istio and Kiali among them. Nothing that changes with the chart alone:
it would start every pod anew. */}}
{{- define "baedal.podLabels" -}}
{{ include "baedal.storeLabels" . }}
app.kubernetes.io/version: {{ include "baedal.version" . | quote }}
version: {{ include "baedal.version" . | quote }}
{{- end }}

{{/* The labels of other pods, which have nothing to do with our version. */}}
{{- define "baedal.storeLabels" -}}
{{ include "baedal.selector" . }}
app.kubernetes.io/part-of: baedal
{{- end }}

{{/* The tag of a part's image: its own, or everybody's. */}}
{{- define "baedal.tag" -}}
{{- $service := index .root.Values.services .name | default dict -}}
{{- ($service.image | default dict).tag | default .root.Values.image.tag | default .root.Chart.AppVersion -}}
{{- end }}

{{- define "baedal.version" -}}
{{- include "baedal.tag" . | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "baedal.image" -}}
{{- printf "%s-%s:%s" .root.Values.image.repository .name (include "baedal.tag" .) -}}
{{- end }}

{{- define "baedal.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What the Pod Security Standard `restricted` asks of a container, and more. */}}
{{- define "baedal.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
{{- end }}

{{/* The same of a pod. Takes the user's number. */}}
{{- define "baedal.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}
