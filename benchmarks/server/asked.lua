-- One question of N, at random or (ORDER=1) one after the other. The number in it is five digits long.
local count, in_order = tonumber(os.getenv("N")), os.getenv("ORDER") == "1"
local path, before, after = os.getenv("TARGET"), os.getenv("BEFORE"), os.getenv("AFTER")
local head = "POST " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
  .. (#before + 5 + #after) .. "\r\n\r\n" .. before
local number = -1

function init(arguments) math.randomseed(22) end

function request()
  number = in_order and (number + 1) % count or math.random(0, count - 1)
  return head .. string.format("%05d", number) .. after
end
