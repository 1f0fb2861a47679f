namespace ChatDr.Lab.Tests.ApiServer;

/// <summary>A test that runs the real kubectl; skipped, with the reason, where it is not on PATH.</summary>
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (Kubectl.Path is null)
            Skip = "kubectl is not on PATH: install kubectl 1.32 to run this test.";
    }
}
