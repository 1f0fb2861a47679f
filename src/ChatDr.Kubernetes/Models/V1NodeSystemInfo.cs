namespace ChatDr.Kubernetes.Models;

/// <summary>What a node runs.</summary>
public sealed record V1NodeSystemInfo
{
    /// <summary>The kubelet's version.</summary>
    public string? KubeletVersion { get; init; }

    /// <summary>The operating system.</summary>
    public string? OsImage { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>Such as <c>amd64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>The kernel's version.</summary>
    public string? KernelVersion { get; init; }

    /// <summary>The container runtime's version.</summary>
    public string? ContainerRuntimeVersion { get; init; }

    /// <summary>The machine's id.</summary>
    public string? MachineID { get; init; }

    /// <summary>The firmware's id.</summary>
    public string? SystemUUID { get; init; }

    /// <summary>Changes with each boot.</summary>
    public string? BootID { get; init; }

    /// <summary>The proxy's version.</summary>
    public string? KubeProxyVersion { get; init; }
}
