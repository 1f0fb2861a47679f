namespace ChatDr.Kubernetes.Models;

/// <summary>One container of a pod.</summary>
public sealed record V1Container
{
    /// <summary>Unique within the pod.</summary>
    public string? Name { get; init; }

    /// <summary>The image reference.</summary>
    public string? Image { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Replaces the image's entry point.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Replaces the image's working directory.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The environment, keyed by name.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>ConfigMaps and Secrets whose every key becomes a variable.</summary>
    public IReadOnlyList<V1EnvFromSource>? EnvFrom { get; init; }

    /// <summary>The ports it listens on.</summary>
    public IReadOnlyList<V1ContainerPort>? Ports { get; init; }

    /// <summary>Where the pod's volumes appear, keyed by path.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>What it needs and what it may use.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Fails: the container is restarted.</summary>
    public V1Probe? LivenessProbe { get; init; }

    /// <summary>Fails: Services send it no clients.</summary>
    public V1Probe? ReadinessProbe { get; init; }

    /// <summary>Until it succeeds the other probes wait.</summary>
    public V1Probe? StartupProbe { get; init; }

    /// <summary>What to run after start and before stop.</summary>
    public V1Lifecycle? Lifecycle { get; init; }

    /// <summary>User and capabilities of this container.</summary>
    public V1SecurityContext? SecurityContext { get; init; }

    /// <summary><c>File</c> or <c>FallbackToLogsOnError</c>.</summary>
    public string? TerminationMessagePolicy { get; init; }
}
