using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The version of the real kube-apiserver, asked of the program before any test runs.</summary>
internal static partial class KubeApiServerVersion
{
    private static readonly Lazy<Version> OfAssets = new(Read);

    /// <summary>Why its facts about <paramref name="feature"/> are skipped; null when it is new enough.</summary>
    public static string? WhyNot(string feature, string since) => OfAssets.Value >= Version.Parse(since)
        ? null
        : $"{feature} came with Kubernetes {since}; this kube-apiserver is {OfAssets.Value}.";

    private static Version Read()
    {
        var program = Path.Combine(Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS")!, "kube-apiserver");
        using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Number().Match(said) is { Success: true } number
            ? Version.Parse(number.Value)
            : throw new InvalidOperationException($"{program} --version says no version: {said}");
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();
}
