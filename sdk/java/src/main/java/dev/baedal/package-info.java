/**
 * Calls Baedal, the food-ordering platform, over gRPC: {@link dev.baedal.Gateway} connects, {@link dev.baedal.ErrorDetail}
 * reads what Baedal says about a call that failed, {@link dev.baedal.Retry} makes a call again under the same request id, and
 * {@link dev.baedal.Follow} watches orders across lost connections. The services are in packages of their own, such as
 * {@code dev.baedal.order.v1}.
 */
package dev.baedal;
