namespace Seawall.Peers.Door;

/// <summary>nginx before the service as its documentation suggests for a rate: so many a second from everybody together, the others 503.</summary>
internal static class NginxDoor
{
    public static PeerProcess Start(BenchContext context, int port, int service, int perSecond)
    {
        string folder = context.Folder("nginx");
        string file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log /dev/null;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              keepalive_requests 1000000;
              limit_req_zone $server_name zone=all:1m rate={{perSecond}}r/s;
              upstream shop { server 127.0.0.1:{{service}}; keepalive 64; }
              server {
                listen 127.0.0.1:{{port}} backlog=4096;
                server_name shop;
                location / {
                  limit_req zone=all burst={{perSecond / 5}} nodelay;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_pass http://shop;
                }
              }
            }
            """);
        return PeerProcess.Start(context, "nginx", ["nginx", "-p", folder, "-c", file, "-e", "/dev/null"]);
    }
}
