using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>The meter of this library. Its instruments bear Prometheus names, controller-runtime's where it has them.</summary>
public static class KubernetesMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "ChatDr.Kubernetes";

    internal static Meter Instance { get; } = new(Name);
}
