using ChatDr.Kubernetes.Config;

namespace ChatDr.Kubernetes.Tests.Config;

public sealed class KubernetesConfigTests
{
    [Fact]
    public void FromKubeconfig_TakesTheCurrentContext()
    {
        var config = KubernetesConfig.FromKubeconfig(Kubeconfig("{token: secret, client-certificate-data: Y2VydA==, client-key-data: a2V5}"));

        config.Server.ShouldBe(new Uri("https://10.0.0.1:6443"));
        config.CertificateAuthority.ShouldBe("authority");
        config.ClientCertificate.ShouldBe("cert");
        config.ClientKey.ShouldBe("key");
        config.Token.ShouldBe("secret");
        config.Namespace.ShouldBe("lab");
    }

    [Theory]
    [InlineData("{exec: {command: aws}}", "exec")]
    [InlineData("{as: someone}", "as")]
    [InlineData("{username: u, password: p}", "username")]
    public void FromKubeconfig_IdentityThatCannotBeHad_IsRefusedByName_NotIgnored(string user, string field) =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig(user))).Message.ShouldContain($"'{field}'");

    [Fact]
    public void FromKubeconfig_ContextThatIsNotThere_SaysWhichThereAre() =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig("{}").Replace("current-context: here", "current-context: there", StringComparison.Ordinal)))
            .Message.ShouldBe("The kubeconfig has no context 'there'. It has: here.");

    [Fact]
    public void Load_FilesNamedInTheKubeconfig_AreRelativeToIt()
    {
        var folder = Directory.CreateTempSubdirectory("kubeconfig-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "client.crt"), "from file");
            File.WriteAllText(Path.Combine(folder, "config"), Kubeconfig("{client-certificate: client.crt, tokenFile: token}"));

            var config = KubernetesConfig.Load(Path.Combine(folder, "config"));

            config.ClientCertificate.ShouldBe("from file");
            config.TokenFile.ShouldBe(Path.Combine(folder, "token"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Kubeconfig(string user) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: here
        clusters:
        - name: c
          cluster: {server: "https://10.0.0.1:6443", certificate-authority-data: YXV0aG9yaXR5}
        users:
        - name: u
          user: {{user}}
        contexts:
        - name: here
          context: {cluster: c, user: u, namespace: lab}
        """;
}
