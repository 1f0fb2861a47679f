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

    [Fact]
    public void FromKubeconfig_AuthProvider_IsRefusedWithTheWayOut() =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig("{auth-provider: {name: oidc}}"))).Message.ShouldContain("exec plugin");

    [Fact]
    public void FromKubeconfig_GroupsWithoutAUser_AreRefused_NotIgnored() =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromKubeconfig(Kubeconfig("{as-groups: [admins]}"))).Message.ShouldContain("'as' is missing");

    [Theory]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: rm}}", "'exec'")]
    [InlineData("{tokenFile: /etc/shadow}", "'tokenFile'")]
    [InlineData("{client-certificate: a.crt, client-key: a.key}", "'client-certificate'")]
    public void FromSecret_WhatRunsOrReadsHere_IsRefused(string user, string field) =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromSecret(Kubeconfig(user))).Message.ShouldContain(field);

    [Theory]
    [InlineData("server: \"https://10.0.0.1:6443\"", "server: \"https://10.0.0.1:6443\", insecure-skip-tls-verify: true", "'insecure-skip-tls-verify'")]
    [InlineData("certificate-authority-data: YXV0aG9yaXR5", "certificate-authority: /etc/passwd", "'certificate-authority'")]
    [InlineData("https://10.0.0.1:6443", "http://10.0.0.1:6443", "has to be https")]
    public void FromSecret_ClusterThatCannotProveItself_IsRefused(string what, string by, string reason) =>
        Should.Throw<KubernetesConfigException>(() => KubernetesConfig.FromSecret(Kubeconfig("{token: t}").Replace(what, by, StringComparison.Ordinal))).Message.ShouldContain(reason);

    [Fact]
    public void FromSecret_TokenAndAuthorityAsData_IsTaken() => KubernetesConfig.FromSecret(Kubeconfig("{token: t}")).Token.ShouldBe("t");

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

            config.ClientCertificateFile.ShouldBe(Path.Combine(folder, "client.crt"));
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
